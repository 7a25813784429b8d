package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.server.ServerOptions;
import io.github.sovits4j.server.SpeechServer;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.SyntheticModel;
import io.github.sovits4j.tts.TextToSpeech;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The examples for Compose and Kubernetes are YAML, and start what there is. */
class DeployExamplesTest {

  private static final Path FOLDER = Path.of("benchmarks/deploy");

  @TempDir static Path folder;

  private static List<Object> documents(String file) throws IOException {
    List<Object> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .loadAll(Files.readString(FOLDER.resolve(file)))
        .forEach(documents::add);
    return documents;
  }

  /** What lies at a path of keys and numbers. */
  private static Object at(Object node, String path) {
    Object found = node;
    for (String key : path.split("/", -1)) {
      found =
          found instanceof List<?> list
              ? list.get(Integer.parseInt(key))
              : ((Map<?, ?>) found).get(key);
      assertTrue(found != null, path + ": no " + key);
    }
    return found;
  }

  /** The options are those of the command, which is not started. */
  private static void requireCommand(List<String> command) {
    assertEquals("./sovits", command.getFirst());
    assertEquals("serve", command.get(1));
    SovitsCommand.commandLine()
        .parseArgs(command.subList(1, command.size()).toArray(String[]::new));
  }

  @Test
  void compose() throws IOException {
    Object compose = documents("compose.yaml").getFirst();
    requireCommand(Arrays.asList(at(compose, "services/speech/command").toString().split(" ", -1)));
    assertEquals("CMD", at(compose, "services/speech/healthcheck/test/0"));
    assertEquals("service_healthy", at(compose, "services/front/depends_on/speech/condition"));
    requireGrace(
        Integer.parseInt(
            at(compose, "services/speech/stop_grace_period").toString().replace("s", "")));
  }

  /**
   * The check of Compose finds a server that is ready to be healthy, and one that is not there not.
   */
  @Test
  @SuppressWarnings("unchecked")
  void theHealthCheckIsAnswered() throws Exception {
    SyntheticModel.writeTiny(folder.resolve("model"), 3);
    List<String> check =
        (List<String>) at(documents("compose.yaml").getFirst(), "services/speech/healthcheck/test");
    ServerOptions options =
        new ServerOptions(
            "0.0.0.0", // as in the example, which needs a key
            0,
            "s3cret",
            null,
            Map.of(),
            Map.of(),
            null,
            Language.ENGLISH,
            null,
            List.of(),
            List.of(),
            List.of(),
            false,
            ServerOptions.Limits.DEFAULT);
    int port;
    try (SpeechServer server =
        SpeechServer.start(
            folder.resolve("model"),
            model -> TextToSpeech.builder(model).backend("reference").open(),
            options)) {
      port = server.port();
      assertEquals(0, run(check, port));
    }
    assertTrue(run(check, port) != 0);
  }

  private static int run(List<String> check, int port) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(check.subList(1, check.size()));
    command.replaceAll(word -> word.replace("/9880", "/" + port));
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  /** nginx asks the port that the server listens on, and waits as long as a request may take. */
  @Test
  void nginx() throws IOException {
    String conf = Files.readString(FOLDER.resolve("nginx.conf"));
    String port =
        SovitsCommand.commandLine()
            .getSubcommands()
            .get("serve")
            .getCommandSpec()
            .findOption("--port")
            .defaultValue();
    assertTrue(conf.contains("server speech:" + port + " resolve;"), conf);
    assertTrue(conf.contains("proxy_http_version 1.1;"), "the server speaks no 1.0");
    Matcher timeout = Pattern.compile("proxy_read_timeout (\\d+)s;").matcher(conf);
    assertTrue(timeout.find());
    assertTrue(
        Integer.parseInt(timeout.group(1)) > ServerOptions.Limits.DEFAULT.time().toSeconds(), conf);
    assertEquals(
        conf.chars().filter(c -> c == '{').count(), conf.chars().filter(c -> c == '}').count());
  }

  @Test
  @SuppressWarnings("unchecked")
  void kubernetes() throws IOException {
    List<Object> documents = documents("kubernetes.yaml");
    assertEquals(
        List.of("Deployment", "Service", "PodDisruptionBudget"),
        documents.stream().map(document -> at(document, "kind")).toList());
    Object pod = at(documents.getFirst(), "spec/template/spec");
    requireCommand((List<String>) at(pod, "containers/0/command"));
    for (String probe : List.of("startupProbe", "readinessProbe")) {
      assertEquals("/ready", at(pod, "containers/0/" + probe + "/httpGet/path"));
    }
    assertEquals("/health", at(pod, "containers/0/livenessProbe/httpGet/path"));
    assertEquals(9880, at(pod, "containers/0/ports/0/containerPort"));
    requireGrace((Integer) at(pod, "terminationGracePeriodSeconds"));
    Object labels = at(documents.getFirst(), "spec/template/metadata/labels");
    assertEquals(labels, at(documents.getFirst(), "spec/selector/matchLabels"));
    assertEquals(labels, at(documents.get(1), "spec/selector"));
    assertEquals(labels, at(documents.get(2), "spec/selector/matchLabels"));
  }

  /** What runs has the time to end. */
  private static void requireGrace(int seconds) {
    assertTrue(seconds > ServerOptions.Limits.DEFAULT.stopping().toSeconds(), "s: " + seconds);
  }
}
