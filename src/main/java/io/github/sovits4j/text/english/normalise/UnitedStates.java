package io.github.sovits4j.text.english.normalise;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * States cut short behind a place: {@code Austin, TX} is "Austin, Texas", {@code Portland, OR
 * 97201} "Portland, Oregon nine seven two oh one".
 *
 * <p>Many codes are words or titles as well ({@code OR}, {@code IN}, {@code MD}): without a ZIP
 * code these count behind a well-known city of their state only, and so does any code behind the
 * first word of a sentence, which may be no place at all ("Today, VA officials").
 */
final class UnitedStates implements Rule {

  private record State(String name, List<String> cities) {}

  private static final Map<String, State> STATES = new HashMap<>();

  static {
    """
    AL|Ala|Alabama|Birmingham,Montgomery,Mobile,Huntsville,Tuscaloosa
    AK||Alaska|Anchorage,Juneau,Fairbanks
    AZ|Ariz|Arizona|Phoenix,Tucson,Mesa,Scottsdale,Tempe,Flagstaff,Chandler
    AR|Ark|Arkansas|Little Rock,Fayetteville,Bentonville
    CA|Calif|California|Los Angeles,San Diego,San Francisco,San Jose,Sacramento,Oakland,Fresno,Berkeley,Anaheim,Pasadena,Irvine,Cupertino,Burbank
    CO|Colo|Colorado|Denver,Boulder,Aurora,Colorado Springs,Fort Collins,Aspen
    CT|Conn|Connecticut|Hartford,New Haven,Stamford,Bridgeport
    DE|Del|Delaware|Wilmington,Dover,Newark
    FL|Fla|Florida|Miami,Orlando,Tampa,Jacksonville,Tallahassee,Gainesville,Sarasota
    GA|Ga|Georgia|Atlanta,Savannah,Augusta,Athens
    HI||Hawaii|Honolulu,Hilo
    ID|Ida|Idaho|Boise,Idaho Falls
    IL|Ill|Illinois|Chicago,Springfield,Peoria,Naperville,Evanston
    IN|Ind|Indiana|Indianapolis,Fort Wayne,Bloomington,South Bend,Gary,Evansville
    IA||Iowa|Des Moines,Cedar Rapids,Iowa City,Davenport
    KS|Kan|Kansas|Wichita,Topeka,Lawrence,Kansas City
    KY|Ky|Kentucky|Louisville,Lexington,Frankfort
    LA|La|Louisiana|New Orleans,Baton Rouge,Shreveport,Lafayette
    ME||Maine|Portland,Bangor,Augusta
    MD|Md|Maryland|Baltimore,Annapolis,Bethesda,Rockville,Silver Spring
    MA|Mass|Massachusetts|Boston,Cambridge,Worcester,Springfield,Salem,Lowell,Somerville,Newton
    MI|Mich|Michigan|Detroit,Ann Arbor,Lansing,Grand Rapids,Flint,Dearborn
    MN|Minn|Minnesota|Minneapolis,St. Paul,Saint Paul,Duluth,Rochester
    MS|Miss|Mississippi|Jackson,Biloxi,Oxford
    MO|Mo|Missouri|St. Louis,Saint Louis,Kansas City,Springfield,Columbia
    MT|Mont|Montana|Billings,Missoula,Helena,Bozeman
    NE|Neb|Nebraska|Omaha,Lincoln
    NV|Nev|Nevada|Las Vegas,Reno,Henderson
    NH|N.H|New Hampshire|Manchester,Concord,Nashua
    NJ|N.J|New Jersey|Newark,Trenton,Princeton,Jersey City,Hoboken
    NM|N.M|New Mexico|Albuquerque,Santa Fe,Roswell
    NY|N.Y|New York|New York,Brooklyn,Buffalo,Albany,Rochester,Syracuse,Yonkers
    NC|N.C|North Carolina|Charlotte,Raleigh,Durham,Asheville,Greensboro
    ND|N.D|North Dakota|Fargo,Bismarck
    OH||Ohio|Columbus,Cleveland,Cincinnati,Toledo,Akron,Dayton
    OK|Okla|Oklahoma|Oklahoma City,Tulsa,Norman
    OR|Ore|Oregon|Portland,Salem,Eugene,Bend,Beaverton
    PA|Pa|Pennsylvania|Philadelphia,Pittsburgh,Harrisburg,Scranton,Allentown,Erie
    RI|R.I|Rhode Island|Providence,Newport
    SC|S.C|South Carolina|Charleston,Columbia,Greenville
    SD|S.D|South Dakota|Sioux Falls,Rapid City,Pierre
    TN|Tenn|Tennessee|Nashville,Memphis,Knoxville,Chattanooga
    TX|Tex|Texas|Houston,Dallas,Austin,San Antonio,El Paso,Fort Worth,Waco,Plano
    UT||Utah|Salt Lake City,Provo,Ogden,Park City
    VT|Vt|Vermont|Burlington,Montpelier
    VA|Va|Virginia|Richmond,Norfolk,Arlington,Alexandria,Roanoke,Virginia Beach
    WA|Wash|Washington|Seattle,Spokane,Tacoma,Olympia,Redmond,Bellevue
    WV|W.Va|West Virginia|Charleston,Morgantown
    WI|Wis|Wisconsin|Milwaukee,Madison,Green Bay
    WY|Wyo|Wyoming|Cheyenne,Laramie,Jackson
    DC||D C|Washington
    """
        .lines()
        .map(line -> line.split("\\|"))
        .forEach(
            fields -> {
              State state = new State(fields[2], List.of(fields[3].split(",")));
              STATES.put(fields[0], state);
              if (!fields[1].isEmpty()) {
                STATES.put(fields[1] + ".", state);
              }
            });
  }

  /** Those that are words, titles or something else behind a comma. */
  private static final Set<String> WORDS_TOO =
      WordList.of(
          """
          AL AR CO CT DC DE HI IA ID IL IN LA MA MD ME MI MO MS MT NE OH OK OR PA SC SD VA
          Ga. Ill. Ind. La. Mass. Md. Miss. Mo. Pa. Va. Wash. Del. Ida. Kan. Ark.
          """);

  /** Those that are words in capitals, so that a number of things may follow. */
  private static final Set<String> WORDS_IN_CAPITALS =
      Set.of("HI", "IN", "LA", "MA", "ME", "OH", "OK", "OR", "PA");

  private static final Pattern STATE =
      Pattern.compile(
          "(?<=[A-Za-z])(,? )([A-Z]{2}(?![A-Za-z]|\\.[A-Za-z])|[A-Z][a-z]{1,5}\\.|[A-Z]\\.(?:[A-Z]|Va)\\.)"
              + "(?:,? ([0-9]{5})(?:-([0-9]{4}))?(?![0-9A-Za-z]|[.,][0-9]))?(?![A-Za-z0-9-])");

  @Override
  public String apply(String text) {
    return Rule.replace(STATE, text, UnitedStates::state);
  }

  /** Whether a state cut short goes before this full stop, and the sentence goes on behind it. */
  static boolean isJoint(String text, int start, int stop) {
    return text.startsWith(", ", start - 2)
        && STATES.containsKey(text.substring(start, stop + 1))
        && isBehindPlace(text, start - 2, text.substring(start, stop + 1))
        && !Context.endsSentence(text, stop + 1);
  }

  private static String state(Matcher match, String text) {
    String written = match.group(2);
    State state = STATES.get(written);
    if (state == null) {
      return null;
    }
    boolean comma = match.group(1).startsWith(",");
    String zip = match.group(3);
    boolean known = comma && isBehindPlace(text, match.start(), written);
    if (!known && (zip == null || !isAddress(match, text, comma))) {
      return null;
    }
    String stop = written.endsWith(".") && Context.endsSentence(text, match.end()) ? "." : "";
    String code = zip == null ? stop : " " + NumberWords.digitByDigit(zip);
    String more = match.group(4) == null ? "" : ", " + NumberWords.digitByDigit(match.group(4));
    return match.group(1) + state.name + code + more;
  }

  private static boolean isBehindPlace(String text, int end, String written) {
    String place = Context.wordBefore(text, end);
    if (!Context.isCapitalised(place) || isCapitals(place)) {
      return false;
    }
    for (String city : STATES.get(written).cities) {
      int start = end - city.length();
      if (text.startsWith(city, start)
          && (start == 0 || !Character.isLetter(text.charAt(start - 1)))) {
        return true;
      }
    }
    return !WORDS_TOO.contains(written)
        && !Context.startsSentence(text, Context.startOfWordBefore(text, end));
  }

  /** "Salem, OR 97301" and "New York NY 10001"; but "10000 OR 20000" is a choice. */
  private static boolean isAddress(Matcher match, String text, boolean comma) {
    boolean word = WORDS_IN_CAPITALS.contains(match.group(2));
    String place = Context.wordBefore(text, match.start());
    return comma
        ? !word || !match.group(3).endsWith("00")
        : !word && place.length() > 1 && Context.isCapitalised(place) && !isCapitals(place);
  }

  private static boolean isCapitals(String word) {
    return word.chars().noneMatch(Character::isLowerCase);
  }
}
