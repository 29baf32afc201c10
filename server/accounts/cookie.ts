// Cookies of ours, out and in: never for scripts, never sent along by other sites' forms.

/** All cookies of a name: another program on the same host may have set one of its own beside ours. */
export function* cookiesNamed(wanted: string, cookies: string | undefined): Generator<string> {
  for (const pair of (cookies ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === wanted && value !== undefined) yield value
  }
}

/** The value of a `Set-Cookie` header; a life of 0 takes the cookie away. */
export function cookieHeader(name: string, value: string, lifeMs: number, secure: boolean): string {
  const life = `Max-Age=${Math.floor(lifeMs / 1000)}; Path=/; HttpOnly; SameSite=Lax`
  return `${name}=${value}; ${life}${secure ? '; Secure' : ''}`
}
