// The addresses outside that a node's programs may ask, as its admins allow them: `https://api.example.org`,
// or a part of it, `https://api.example.org/v1/`. `GET /api/admin/addresses`, `POST` with one, `DELETE` with
// one. Answers: all.
import * as z from 'zod/mini'

/** Most of them, and longest of one, in characters: a list that an admin can look through. */
export const WEB_ADDRESSES_MAX = 50
const WEB_ADDRESS_CHARS_MAX = 300

const NO_ADDRESS =
  'That is not an address. One looks like https://api.example.org, or https://api.example.org/v1/ for a part of it.'
const PASSWORD = 'Leave out the name and password: whoever writes code here could use them.'
const MORE = 'Leave out what follows “?” or “#”: all that begins with the address is allowed.'
const TOO_LONG = `An address has at most ${WEB_ADDRESS_CHARS_MAX} characters.`

/** In a path that somebody gives, these may mean another part of the same place to whoever serves it. */
const HIDDEN = /%(?:2e|2f|5c|25)/i

/** An address as an admin types it, in the one way in which it is kept; or what is wrong with it. */
function readWebAddress(typed: string): { readonly address: string } | { readonly why: string } {
  const text = typed.trim()
  if (text.length > WEB_ADDRESS_CHARS_MAX) return { why: TOO_LONG }
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (text === '' || /\s/u.test(text) || url === null || !/^https?:$/.test(url.protocol))
    return { why: NO_ADDRESS }
  if (url.username !== '' || url.password !== '') return { why: PASSWORD }
  if (/[?#]/.test(text)) return { why: MORE }
  if (HIDDEN.test(url.pathname) || url.hostname.endsWith('.')) return { why: NO_ADDRESS }
  return { address: url.pathname === '/' ? url.origin : `${url.origin}${url.pathname}` }
}

/** Whether an address lies at one that is allowed, or in it. */
export function isAllowedAddress(url: URL, allowed: readonly string[]): boolean {
  return allowed.some((one) => {
    const { origin, pathname } = new URL(one)
    if (url.origin !== origin) return false
    if (pathname === '/') return true
    if (HIDDEN.test(url.pathname)) return false
    const within = pathname.endsWith('/') ? pathname : `${pathname}/`
    return url.pathname === pathname || url.pathname.startsWith(within)
  })
}

export const WebAddressChange = z.object({
  address: z.pipe(
    z.string().check(
      z.check(({ value, issues }) => {
        const read = readWebAddress(value)
        if ('why' in read) issues.push({ code: 'custom', message: read.why, input: value })
      }),
    ),
    z.transform((typed): string => {
      const read = readWebAddress(typed)
      return 'address' in read ? read.address : z.NEVER
    }),
  ),
})
export type WebAddressChange = z.infer<typeof WebAddressChange>

export const WebAddresses = z.object({ addresses: z.array(z.string()) })
export type WebAddresses = z.infer<typeof WebAddresses>
