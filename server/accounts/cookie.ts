// Cookies of ours, out and in: never for scripts, never sent along by other sites' forms.

/**
 * Most cookies of one name that are looked at: there is one, and maybe one for each part of a host. A head
 * has room for 700, each of which would be signed and compared, several times for one request.
 */
const COOKIES_MAX = 8

/** The first cookies of a name: another program on the same host may have set one of its own beside ours. */
export function* cookiesNamed(wanted: string, cookies: string | undefined): Generator<string> {
  let left = COOKIES_MAX
  for (const pair of (cookies ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name !== wanted || value === undefined) continue
    yield value
    left -= 1
    if (left === 0) return
  }
}

/** The value of a `Set-Cookie` header; a life of 0 takes the cookie away. */
export function cookieHeader(name: string, value: string, lifeMs: number, secure: boolean): string {
  const life = `Max-Age=${Math.floor(lifeMs / 1000)}; Path=/; HttpOnly; SameSite=Lax`
  return `${name}=${value}; ${life}${secure ? '; Secure' : ''}`
}
