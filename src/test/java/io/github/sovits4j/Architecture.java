package io.github.sovits4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The dependency arrows of {@code docs/architecture.md}, for any root package. */
final class Architecture {

  private final String root;
  private final Map<String, ArchRule> rules = new LinkedHashMap<>();

  private Architecture(String root) {
    this.root = root;
    layer("server", "tts", "audio");
    layer("batch", "tts", "weights");
    layer("tts", "pipeline", "text", "audio", "model", "ops", "weights");
    layer("pipeline", "text", "audio", "model", "ops", "weights");
    layer("model", "ops", "weights");
    layer("weights");
    layer("text");
    layer("audio");
    layer("verify", "text", "audio", "model", "ops", "weights", "pipeline");
    layer("backend", "ops");
    layer("bench", "text", "audio", "tts", "pipeline", "model", "ops", "weights", "verify");
    rules.put(
        "pipeline is for tts and tools",
        noClasses()
            .that()
            .resideOutsideOfPackages(
                below("pipeline"), below("tts"), below("bench"), below("verify"), below("cli"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(below("pipeline"))
            .allowEmptyShould(true));
    rules.put(
        "tts shows its own types alone",
        classes()
            .that()
            .resideInAPackage(below("tts"))
            .and()
            .arePublic()
            .should(showTypesOf(root + ".tts"))
            .allowEmptyShould(true));
    rules.put(
        "server is for cli",
        noClasses()
            .that()
            .resideOutsideOfPackages(below("server"), below("cli"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(below("server"))
            .allowEmptyShould(true));
    rules.put(
        "batch is for cli",
        noClasses()
            .that()
            .resideOutsideOfPackages(below("batch"), below("cli"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(below("batch"))
            .allowEmptyShould(true));
    rules.put(
        "bench is for cli",
        noClasses()
            .that()
            .resideOutsideOfPackages(below("bench"), below("cli"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(below("bench"))
            .allowEmptyShould(true));
    rules.put(
        "ops -> JDK",
        classes()
            .that()
            .resideInAPackage(root + ".ops..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage("java..", root, root + ".ops..").as("the JDK or the root"))
            .allowEmptyShould(true));
    rules.put(
        "backends are named by cli alone",
        noClasses()
            .that()
            .resideOutsideOfPackages(root + ".backend..", root + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(root + ".backend..")
            .allowEmptyShould(true));
    rules.put(
        "backends do not know each other",
        slices()
            .matching(root + ".backend.(*)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true));
    library("picocli", "picocli..", "cli");
    library("EJML", "org.ejml..", "backend.reference");
    library(
        "jackson",
        "com.fasterxml.jackson..",
        "weights",
        "verify",
        "bench",
        "cli",
        "server",
        "batch");
    library("Helidon", "io.helidon..", "server");
    library("jump3r", "de.sciss..", "audio.encoding");
    library("Concentus", "io.github.jaredmdobson..", "audio.encoding");
    library("the Vector API", "jdk.incubator.vector..", "backend.simd");
    library("XChart", "org.knowm.xchart..", "bench");
    library("Lucene", "org.apache.lucene..", "text.korean");
    rules.put(
        "one name, one class",
        classes().that().areTopLevelClasses().should(haveNamesOfTheirOwn()).allowEmptyShould(true));
    rules.put(
        "no cycles",
        slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true));
  }

  /** The rules by name, for the project below this package. */
  static Map<String, ArchRule> rules(String root) {
    return new Architecture(root).rules;
  }

  /** A package may import itself, the root, these packages, and what is not ours. */
  private void layer(String name, String... imports) {
    String[] allowed =
        Stream.concat(Stream.of(root, below(name)), Arrays.stream(imports).map(this::below))
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> ours = resideInAPackage(root + "..");
    rules.put(
        name + " -> " + String.join(", ", imports),
        classes()
            .that()
            .resideInAPackage(below(name))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(allowed).or(not(ours)).as("one of " + Arrays.toString(allowed)))
            .allowEmptyShould(true));
  }

  /** What a program can see of a class: supertypes and the signatures of what is not hidden. */
  private static ArchCondition<JavaClass> showTypesOf(String ownPackage) {
    return new ArchCondition<>("show types of " + ownPackage + " and the JDK alone") {
      @Override
      public void check(JavaClass shown, ConditionEvents events) {
        shown.getAllRawSuperclasses().forEach(type -> require(type, shown, "extends", events));
        shown.getAllRawInterfaces().forEach(type -> require(type, shown, "implements", events));
        for (JavaMember member : shown.getMembers()) {
          Set<JavaModifier> modifiers = member.getModifiers();
          if (modifiers.contains(JavaModifier.PUBLIC)
              || modifiers.contains(JavaModifier.PROTECTED)) {
            member
                .getAllInvolvedRawTypes()
                .forEach(type -> require(type, shown, member.getName(), events));
            if (member instanceof JavaCodeUnit unit) {
              unit.getExceptionTypes()
                  .forEach(type -> require(type, shown, member.getName(), events));
            }
          }
        }
      }

      private void require(JavaClass type, JavaClass shown, String where, ConditionEvents events) {
        String name = type.getBaseComponentType().getPackageName();
        if (!name.equals(ownPackage)
            && !name.startsWith("java")
            && !type.isPrimitive()
            && !type.getBaseComponentType().isPrimitive()) {
          events.add(
              SimpleConditionEvent.violated(
                  shown, shown.getName() + "." + where + " shows " + type.getName()));
        }
      }
    };
  }

  /**
   * Whoever reads a name knows the class. Backends may call the same thing the same: none of their
   * classes is seen outside, and side by side they read alike.
   */
  private ArchCondition<JavaClass> haveNamesOfTheirOwn() {
    return new ArchCondition<>("have a name that no other top-level class has") {
      private final Map<String, List<JavaClass>> byName = new HashMap<>();

      @Override
      public void init(Collection<JavaClass> all) {
        all.stream()
            .filter(named -> !named.getSimpleName().equals("package-info"))
            .forEach(
                named ->
                    byName
                        .computeIfAbsent(named.getSimpleName(), name -> new ArrayList<>())
                        .add(named));
      }

      @Override
      public void check(JavaClass named, ConditionEvents events) {
        for (JavaClass other : byName.getOrDefault(named.getSimpleName(), List.of())) {
          if (other != named && !(inBackend(other) && inBackend(named))) {
            events.add(
                SimpleConditionEvent.violated(
                    named, named.getName() + " is called like " + other.getName()));
          }
        }
      }
    };
  }

  private boolean inBackend(JavaClass named) {
    return named.getPackageName().startsWith(root + ".backend.");
  }

  /** A library is used in these packages alone. */
  private void library(String name, String packages, String... users) {
    rules.put(
        name + " in " + String.join(", ", users),
        noClasses()
            .that()
            .resideOutsideOfPackages(Arrays.stream(users).map(this::below).toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(packages)
            .allowEmptyShould(true));
  }

  private String below(String name) {
    return root + '.' + name + "..";
  }
}
