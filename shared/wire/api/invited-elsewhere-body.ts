// Invitations of another node, which somebody takes up with the account that they have on this one.
import * as z from 'zod/mini'
import { parseNodeName, type NodeName } from '../../world/address.ts'
import { Secret } from './account-bodies.ts'

/**
 * `POST /api/elsewhere/invitation`: what an invitation of another node leads to. Answer: `Invited`. `POST
 * …/accept` takes it up; answer: `Accepted`. Worlds are told as they are called here. The node asks the other
 * one, for whoever asks, by `POST /api/peers/invitation` and `…/accept`.
 */
export const InvitationElsewhere = z.extend(Secret, {
  node: z.custom<NodeName>((raw) => typeof raw === 'string' && parseNodeName(raw) === raw),
})
export type InvitationElsewhere = z.infer<typeof InvitationElsewhere>
