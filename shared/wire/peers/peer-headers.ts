// The messages of one node to another around a request: the headers beside its signature, and its refusals.
import * as z from 'zod/mini'
import { RUN } from './peer-claims.ts'

/**
 * Below it two nodes are linked by their admins: also those that nobody decided about, where a node is
 * closed.
 */
export const LINKING_PATH = '/api/peers/pairing'
/** The person for whom a node asks: a voucher of that node. */
export const PERSON_HEADER = 'Inkland-Person'
/** The card of a node that cannot be asked for it: JSON in base64url. */
export const CARD_HEADER = 'Inkland-Card'

/**
 * With status 401: why a request of a node, or the voucher in it, does not count. `run` tells the run that is
 * now, `unknown` asks for the card, `blocked` is that the node may not come, `often` that it came too often.
 * `aheadS`, with `clock`: by how many seconds the asking node's clock is ahead; below 0, behind.
 */
export const PeerRefusal = z.object({
  code: z.enum([
    'malformed',
    'version',
    'unknown',
    'forged',
    'other',
    'clock',
    'run',
    'again',
    'busy',
    'blocked',
    'often',
  ]),
  text: z.string().check(
    z.maxLength(1000),
    z.overwrite((text) => text.toWellFormed()),
  ),
  run: z.exactOptional(z.string().check(z.regex(RUN))),
  aheadS: z.exactOptional(z.int()),
})
export type PeerRefusal = z.infer<typeof PeerRefusal>
