// Runs each case of a file in one JVM and prints what it returned, threw, printed and forwarded, one JSON line a case.
import groovy.json.JsonOutput
import java.security.cert.X509Certificate

class StubHeaders {
    final Map<String, List<String>> values = new LinkedHashMap<String, List<String>>()
    void add(String name, Object value) { values.computeIfAbsent(name, { [] }).add(value as String) }
    void put(String name, Object value) { values[name] = [value as String] }
    def getAt(String name) { values[name] }
}
class StubRequest { StubHeaders headers = new StubHeaders(); String method = 'GET' }
class StubNext {
    final List calls = []
    def handle(context, request) {
        calls << request.headers.values.collectEntries { k, v -> [k, new ArrayList(v)] }
        'response'
    }
}

def describe
describe = { value ->
    switch (value) {
        case null: return 'null'
        case List: return '[' + value.collect { describe(it) }.join(', ') + ']'
        case Set: return 'Set[' + value.collect { describe(it) }.join(', ') + ']'
        case Map: return '{' + value.collect { k, v -> describe(k) + ': ' + describe(v) }.join(', ') + '}'
        case Object[]: return 'Array[' + value.collect { describe(it) }.join(', ') + ']'
        case GString: return 'String ' + value
        default: return value.class.simpleName + ' ' + value
    }
}

def certificate = { sans -> [getSubjectAlternativeNames: { -> sans }] as X509Certificate }
def certificates = [
    'empty': { [] },
    'null': { null },
    'empty-array': { new X509Certificate[0] },
    'no-san': { [certificate(null)] },
    'one-dns': { [certificate([[2, 'device123.example.com']])] },
    'two-dns': { [certificate([[2, 'device123.example.com'], [2, 'second.example.com']])] },
    'mail-and-dns': { [certificate([[1, 'a@example.com'], [2, 'device123.example.com']])] },
    'no-dot': { [certificate([[2, 'device123']])] },
]

new File(args[0]).text.split(/(?m)^=== /).drop(1).each { part ->
    def lines = part.readLines()
    def title = lines[0].trim()
    def source = lines.drop(1).join('\n')
    def request = new StubRequest()
    def next = new StubNext()
    def out = new StringWriter()
    def spoofed = title =~ /header=(\S+)/
    if (spoofed) request.headers.add('SSL_Client_S_DN', spoofed[0][1])
    def setup = title =~ /certificates=(\S+)/
    def client = [certificates: setup ? certificates[setup[0][1]]() : []]
    def binding = new Binding(request: request, next: next, context: 'context', contexts: [client: client], out: out, number: 41)
    def answer = [title: title, result: null, thrown: null]
    try {
        answer.result = describe(new GroovyShell(binding).evaluate(source))
    } catch (Throwable problem) {
        answer.thrown = problem.class.name
    }
    answer.printed = out.toString()
    answer.forwarded = describe(next.calls)
    println '@' + JsonOutput.toJson(answer)
}
