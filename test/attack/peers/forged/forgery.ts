// How a forged request is written down: its name, how it is made, and the code of its refusal.
import type { TokenRefusalCode } from '../../../../server/peers/identity/peer-refusal.ts'
import {
  headerOf,
  jws,
  requestClaims,
  sentWith,
  signedBy,
  withKey,
  type Scene,
  type Sent,
  type SignWith,
} from './forger.ts'

export interface Forgery {
  readonly what: string
  /** The requests, one after the other. */
  readonly sends: (scene: Scene) => readonly Sent[] | Promise<readonly Sent[]>
  /** How many of these count: of replays the first. */
  readonly good?: number
}

/** All of these are refused with this code. */
export const refusedAs = <T extends object>(code: TokenRefusalCode, forgeries: readonly T[]) =>
  forgeries.map((forgery) => ({ ...forgery, code }))

type Changes = (scene: Scene) => Readonly<Record<string, unknown>>

export const one = (
  what: string,
  token: (scene: Scene) => string,
  more: (scene: Scene) => Partial<Sent> = () => ({}),
): Forgery => ({
  what,
  sends: (scene) => [sentWith(scene, token(scene), more(scene))],
})

/** Signed by the honest node, and with claims that must not be there. */
export const claims = (what: string, changes: Changes): Forgery =>
  one(what, (scene) => signedBy(scene.honest.key, scene, changes(scene)))

export const without = (what: string, name: string): Forgery => claims(what, () => ({ [name]: undefined }))

/** Signed by the honest node, with claims that are spelled in another way. */
export const payload = (what: string, write: (json: string) => string): Forgery =>
  one(what, (scene) => {
    const { key } = scene.honest
    const text = write(JSON.stringify(requestClaims(scene)))
    return jws(headerOf('inkland-request', key), text, withKey(key))
  })

/** Signed by the honest node, under a header with something in it that must not be there. */
export const header = (what: string, changes: Changes): Forgery =>
  one(what, (scene) => signedBy(scene.honest.key, scene, {}, changes(scene)))

/** Signed by the honest node, under a header that is spelled in another way. */
export const headerText = (what: string, write: (kid: string) => string): Forgery =>
  one(what, (scene) => {
    const { key } = scene.honest
    return jws(write(key.public.kid), requestClaims(scene), withKey(key))
  })

/** As the honest node would sign it, signed in another way. */
export const made = (
  what: string,
  changes: Readonly<Record<string, unknown>>,
  sign: (scene: Scene) => SignWith,
): Forgery =>
  one(what, (scene) => {
    const head = { ...headerOf('inkland-request', scene.honest.key), ...changes }
    return jws(head, requestClaims(scene), sign(scene))
  })

/** The honest node's own, with its letters changed. */
export const spelled = (what: string, change: (token: string) => string): Forgery =>
  one(what, (scene) => change(signedBy(scene.honest.key, scene)))

/** The honest node's own, sent in other headers. */
export const sentAs = (what: string, headers: (token: () => string) => readonly string[]): Forgery =>
  one(
    what,
    () => '',
    (scene) => ({ authorization: headers(() => signedBy(scene.honest.key, scene)) }),
  )

/** The honest node's own, sent as another request. */
export const moved = (what: string, changes: (scene: Scene) => Partial<Sent>): Forgery =>
  one(what, (scene) => signedBy(scene.honest.key, scene), changes)
