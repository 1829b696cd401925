/**
 * Intune wraps its own error in the text of `error.message`: a JSON document with CRLF and two-space indent. The URL in
 * it names an internal host, which is exactly what clients must learn to cut off.
 */
export function intuneMessage(text: string, activityId: string, internalPath: string): string {
  const operation = "Operation ID (for customer support): 00000000-0000-0000-0000-000000000000";
  const service = "https://proxy.msua01.manage.microsoft.com/DeviceFE/StatelessDeviceFEService";
  const url = `${service}${internalPath}?api-version=5024-05-01`;
  const document = {
    _version: 3,
    Message: `${text} - ${operation} - Activity ID: ${activityId} - Url: ${url}`,
    CustomApiErrorPhrase: "",
    RetryAfter: null,
    ErrorSourceService: "",
    HttpHeaders: "{}",
  };
  return JSON.stringify(document, null, 2).replaceAll("\n", "\r\n");
}

/** Some answers wrap that document once more. */
export function wrappedMessage(code: string, message: string): string {
  return JSON.stringify({
    ErrorCode: code,
    Message: message,
    Target: null,
    Details: null,
    InnerError: null,
    InstanceAnnotations: [],
  });
}
