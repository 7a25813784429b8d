// What the program printed.
def printed = new File(basedir, 'target/printed.txt').readLines('UTF-8')
['LangChain4j: WAV true',
 'LangChain4j: voice: expected one of [me], got you',
 'Spring AI: the same WAV true',
 'Spring AI: a stream of parts true',
 'Spring AI: two parts and no more true'].each { line ->
  assert printed.contains(line) : "expected '$line' in\n" + printed.join('\n')
}
return true
