/** 127.0.0.0/8, ::1 or `localhost`. The URL parser has brought every way to write an IPv4 address into one form. */
export function isLoopback(url: URL): boolean {
  return (
    url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(url.hostname)
  );
}
