// A browser without a screen: keeps cookies, and goes to a provider and back as redirects lead.
import type { CookieKind } from '../../../../server/accounts/sessions/session-cookies.ts'
import { AccountInfo } from '../../../../shared/wire/api/account-bodies.ts'
import { Me } from '../../../../shared/wire/api/node-bodies.ts'
import { told, type Somebody } from '../../../accounts.ts'

/** A browser that only goes from page to page and keeps cookies. */
export class PageBrowser {
  readonly cookies = new Map<string, string>()
  readonly #url: string

  constructor(url: string, as?: Somebody) {
    this.#url = url
    for (const { name, value } of as?.cookies ?? []) this.cookies.set(name, value)
  }

  /** The cookie of a kind. */
  kept(kind: CookieKind): string {
    return this.cookies.get(this.#nameOf(kind)) ?? ''
  }

  /** Puts another one in its place. */
  keep(kind: CookieKind, value: string): void {
    this.cookies.set(this.#nameOf(kind), value)
  }

  /** As the node calls it, once any of its cookies is known. */
  #nameOf(kind: CookieKind): string {
    const [, node = 'unknown'] = /inkland_[a-z]+_(\w+)/.exec([...this.cookies.keys()].join(' ')) ?? []
    return `inkland_${kind}_${node}`
  }

  async go(
    address: string,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const url = new URL(address, this.#url)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, accept: 'text/html', ...init.headers }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  post(path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json', accept: '*/*' }
    return this.go(path, { method: 'POST', headers, body: JSON.stringify(body) })
  }

  /** To the provider and back to the node's door, which was not opened yet. */
  async there(start: string | Response, id = 'school'): Promise<string> {
    const began =
      typeof start === 'string'
        ? await this.go(`/api/oidc/${id}/start?to=${encodeURIComponent(start)}`)
        : start
    const away = began.headers.get('location') ?? ((await told(began)) as { readonly url: string }).url
    const back = (await fetch(away, { redirect: 'manual' })).headers.get('location')
    if (back === null) throw new Error(`the provider leads nowhere: ${away}`)
    return back
  }

  async me(): Promise<Me['member']> {
    return Me.parse(await told(await this.go('/api/me'))).member
  }

  async account(): Promise<AccountInfo> {
    return AccountInfo.parse(await told(await this.go('/api/account')))
  }
}
