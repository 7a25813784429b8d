// What the program printed, and what it needed.
def printed = new File(basedir, 'target/printed.txt').readLines('UTF-8')
def expect = { line -> assert printed.contains(line) : "expected '$line' in\n" + printed.join('\n') }
expect('module: io.github.sovits4j')
expect('backend simd: available')
expect('backend reference: available')
['auto'].each { backend ->
  expect("$backend: sound true".toString())
  expect("$backend: file and stream alike true".toString())
  expect("$backend: progress true".toString())
}
['opencl: backend \'opencl\' cannot run here: JOCL is', 'backend tornado: TornadoVM\'s API is'].each { start ->
  assert printed.any { it.startsWith(start) } : "expected '$start' in\n" + printed.join('\n')
}
assert new File(basedir, 'target/hello.wav').length() > 1000

def allowed = ['io.github.sovits4j:sovits4j', 'org.ejml:', 'com.fasterxml.jackson.core:']
def tree = new File(basedir, 'target/tree.txt').readLines('UTF-8').drop(1).collect { it.replaceAll(/^[^a-z]+/, '') }
assert tree.size() >= 3 : tree
tree.each { artifact ->
  assert allowed.any { artifact.startsWith(it) } : "a program that speaks should not need $artifact; tree:\n" + tree.join('\n')
}
return true
