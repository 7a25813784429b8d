package io.github.sovits4j.text.english.normalise;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a word that no dictionary holds can be said as one, by its groups of consonants. */
public final class Pronounceable {

  private static final Pattern SHAPE = Pattern.compile("([^aeiouy]*)([a-z]*?)([^aeiouy]*)");
  private static final Pattern VOWEL = Pattern.compile("[aeiouy]");
  private static final Pattern CLUSTER = Pattern.compile("[^aeiouy]{4,}");

  private static final Set<String> ONSETS =
      WordList.of(
          """
          b bl br c ch chr cl cr d dr dw f fl fr g gh gl gn gr h j k kh kl kn kr l m n p
          ph pl pr ps q r rh s sc sch scr sh shr sk sl sm sn sp sph spl spr sq st str sv
          sw t th thr tr ts tw v vl w wh wr x z zh mc zw kw cz thw phr fj bj hj shl shm
          shn schl schm schn schr schw hr dh bh ng nk mb ll zl kv chl ct pt pn
          """);

  private static final Set<String> CODAS =
      WordList.of(
          """
          b c ch ck ct d dge f ff ft g gh ght h j k l lb ld lf lk ll lm ln lp ls lt lth m
          mb mn mp mph mps mpt ms n nc nch nd nds ng ngs nk nks nn ns nt nth nts nx p ph
          pp ps pt q r rb rc rch rd rds rf rg rk rks rl rld rm rms rn rns rp rr rs rsh rst
          rt rth rts rv s sh sk sm sp ss st sts t tch th ths ts tt tz v w wd wk wl wn ws x
          xt z zz bs cks cts ds fs fts gs ks lds lks lls lts dd gg bb cc sch ghts rz nz
          ntz rtz ltz lz hn hm hl hr tsch nsch rsch dt gn rgh ngst rkt cht chs lch mm vs
          wns dth dst kh zh dh bh
          """);

  private Pronounceable() {}

  /** Whether a word in small letters has a vowel, and beginnings and ends that English has. */
  public static boolean isPronounceable(String word) {
    if (!VOWEL.matcher(word).find()
        || word.startsWith("yy")
        || (word.length() < 7 && CLUSTER.matcher(word).find())) {
      return false;
    }
    Matcher shape = SHAPE.matcher(word);
    return !shape.matches() || (isOne(ONSETS, shape.group(1)) && isOne(CODAS, shape.group(3)));
  }

  private static boolean isOne(Set<String> clusters, String cluster) {
    return cluster.isEmpty() || clusters.contains(cluster);
  }
}
