// Sessions are cookies that only this node can make.
import { describe, expect, it } from 'vitest'
import { createCookies } from '../../../server/accounts/sessions/session-cookies.ts'
import { createSessions } from '../../../server/accounts/sessions/browser-sessions.ts'
import { FRAME_TOKEN } from '../../../shared/world/framing.ts'
import type { Session } from '../../../server/accounts/sessions/member-session.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const START = Date.UTC(2026, 0, 1)

function setting(words = 'secret') {
  const secret = Buffer.from(words)
  let drawn = 0
  const random = (bytes: number) => new Uint8Array(bytes).fill((drawn += 1))
  const clock = { time: START, now: () => clock.time }
  const sessions = createSessions({ secret, cookies: createCookies(secret), clock, random })
  const cookieOf = (session: Session) => sessions.cookie(session, false).split(';', 1)[0] ?? ''
  return { sessions, clock, cookieOf }
}

describe('session', () => {
  it('is read back from its cookie, whatever cookies stand beside it', () => {
    const { sessions, cookieOf } = setting()
    const ada = sessions.greet(null, 'Ada Łovelace ☂')
    expect(sessions.read({ cookie: cookieOf(ada) })).toEqual(ada)
    expect(sessions.read({ cookie: `a=b; inkland_session=of.another; ${cookieOf(ada)}; c` })).toEqual(ada)
  })

  it('keeps its member and its session when it is renamed', () => {
    const { sessions } = setting()
    const ada = sessions.greet(null, 'Ada')
    const countess = sessions.greet(ada, 'Countess')
    expect(countess).toMatchObject({ id: ada.id, session: ada.session, name: 'Countess' })
    expect(sessions.greet(null, 'Ada').id).not.toBe(ada.id)
  })

  it('is void when any one byte of its cookie is changed', () => {
    const { sessions, cookieOf } = setting()
    const cookie = cookieOf(sessions.greet(null, 'Ada'))
    const start = cookie.indexOf('=') + 1
    // The last character holds two bits that belong to no byte.
    for (let at = start; at < cookie.length - 1; at++) {
      const changed = cookie.slice(0, at) + (cookie[at] === 'A' ? 'B' : 'A') + cookie.slice(at + 1)
      expect(sessions.read({ cookie: changed }), `changed at ${at}`).toBeNull()
    }
  })

  it('is void when it was signed with another secret, or not at all', () => {
    const other = setting('another')
    const { sessions, cookieOf } = setting()
    const forged = other.cookieOf(other.sessions.greet(null, 'Ada'))
    const payload = cookieOf(sessions.greet(null, 'Ada')).split('.', 1)[0] ?? ''
    const cookies = [forged, payload, `${payload}.`, 'inkland_session=', 'inkland_session=.', '']
    for (const cookie of cookies) expect(sessions.read({ cookie })).toBeNull()
  })

  it('is void after a year, and gets a fresh year once a month', () => {
    const { sessions, clock, cookieOf } = setting()
    const ada = sessions.greet(null, 'Ada')
    clock.time = START + 29 * DAY_MS
    expect(sessions.renew(ada)).toBeNull()
    clock.time = START + 31 * DAY_MS
    expect(sessions.renew(ada)).toEqual({ ...ada, since: clock.time })
    clock.time = START + 364 * DAY_MS
    expect(sessions.read({ cookie: cookieOf(ada) })).toEqual(ada)
    clock.time = START + 365 * DAY_MS
    expect(sessions.read({ cookie: cookieOf(ada) })).toBeNull()
  })

  it('[H21] in a frame it is a secret, which holds for a week and gets a fresh one whenever it is asked for', () => {
    const { sessions, clock, cookieOf } = setting()
    const ada = sessions.greet(null, 'Ada')
    const read = (secret: string, cookie = cookieOf(ada)) =>
      sessions.read({ cookie, authorization: `bearer  ${FRAME_TOKEN}${secret}` })
    const secret = sessions.frameSecret(ada)
    expect(read(secret)).toEqual(ada)
    expect(sessions.read({ 'sec-websocket-protocol': `inkland, ${FRAME_TOKEN}${secret}` })).toEqual(ada)
    expect(read('')).toBeNull()
    clock.time = START + 6 * DAY_MS
    const fresh = sessions.frameSecret(ada)
    clock.time = START + 7 * DAY_MS
    expect(read(secret)).toBeNull()
    expect(read(fresh)).toEqual({ ...ada, since: START + 6 * DAY_MS })
    clock.time = START + 13 * DAY_MS
    expect(read(fresh)).toBeNull()
  })

  it('keeps its cookie from scripts and other sites, and off plain http where https is known', () => {
    const { sessions } = setting()
    const ada = sessions.greet(null, 'Ada')
    expect(sessions.cookie(ada, false)).toMatch(/; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(sessions.cookie(ada, true)).toMatch(/; SameSite=Lax; Secure$/)
  })
})
