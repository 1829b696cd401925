import java.security.cert.X509Certificate

// The device's id is the first label of each DNS name in the client certificate.
def presented = contexts.client.certificates[0]
if (!(presented instanceof X509Certificate)) {
    next.handle(context, request)
}
def names = presented.getSubjectAlternativeNames()
names.each { name ->
    switch ((Integer) name.get(0)) {
        case 2:
            Object text = name.get(1);
            if (text instanceof String) {
                def host = (String) text
                request.headers.add("SSL_Client_S_DN", "CN=" + host.substring(0, host.indexOf(".")))
                break
            }
            break
        default:
            break
    }
}
next.handle(context, request)
