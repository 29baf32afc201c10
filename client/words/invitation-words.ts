// The invitation of a secret link, in words: at sign-in, and once one is in.
import type { LinkInvites, OpenRight } from '../../shared/wire/api/sharing-bodies.ts'
import type { Address } from '../../shared/world/address.ts'

const TO: Readonly<Record<OpenRight, string>> = {
  none: 'come',
  see: 'look',
  act: 'look, walk, talk and use things',
  edit: 'write',
}

/** Over the sign-in form. */
export const invitesTitle = ({ by }: LinkInvites): string =>
  by === null ? 'You are invited' : `${by} invites you`

/** `called`: the world. */
export const mayThere = ({ right }: LinkInvites, called: string): string =>
  `You may ${TO[right]} in ${called}.`

/** As people call a world. */
export const calledWorld = ({ title }: Pick<LinkInvites, 'title'>, address: Address): string =>
  title.trim() === '' ? address : `“${title.trim()}”`
