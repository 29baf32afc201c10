// Invitations of another node, which somebody takes up with the account that they have on this one.
import * as z from 'zod/mini'
import { parseNodeName, type NodeName } from '../../world/address.ts'
import { Secret } from './account-bodies.ts'

/**
 * `POST /api/elsewhere/invitation`: where an invitation of another node leads. Answer: `Invited`. `POST
 * …/accept` takes it up; answer: `Accepted`. Worlds have the names of this node. The node asks the other one,
 * for the sender, by `POST /api/peers/invitation` and `…/accept`.
 */
export const InvitationElsewhere = z.extend(Secret, {
  node: z.custom<NodeName>((raw) => typeof raw === 'string' && parseNodeName(raw) === raw),
})
export type InvitationElsewhere = z.infer<typeof InvitationElsewhere>
