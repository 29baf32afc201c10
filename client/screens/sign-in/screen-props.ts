// The props of every sign-in screen.
import type { KnownMe, MeHandle, NobodyMe } from '../../session/me.ts'

export interface SignInScreenProps {
  readonly me: KnownMe | NobodyMe
  readonly handle: MeHandle
}

/** A person who is known already, as an account. */
export const accountIn = (me: KnownMe | NobodyMe): KnownMe['person'] | null =>
  me.state === 'known' && me.person.kind === 'account' ? me.person : null

/** The name somebody has as a guest. */
export const guestNameIn = (me: KnownMe | NobodyMe): string =>
  me.state === 'known' && me.person.kind === 'guest' ? me.person.name : ''
