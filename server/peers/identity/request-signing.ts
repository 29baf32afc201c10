// Signs this node's requests to others, and checks theirs, with the memory of both while the node runs.
import type { NodeName, RandomBytes } from '../../../shared/world/address.ts'
import { RUN } from '../../../shared/wire/peers/peer-claims.ts'
import type { NodeIdentity } from './node-identity.ts'
import {
  checkRequest,
  REQUEST_SEEN_MS,
  signRequest,
  type SignedIncoming,
  type KeySource,
  type Outgoing,
} from './signed-requests.ts'
import { createSeen } from './replay-cache.ts'

/** Of how many nodes the run is remembered: of one that was forgotten it is asked again. */
const RUNS_MAX = 10_000
const ID_BYTES = 16

export interface Signing {
  /** The `Authorization` of a request to another node. */
  sign(request: Outgoing): Promise<string>
  /** Whether a node has not said that run before. */
  isNewRun(node: NodeName, run: string | null): boolean
  /**
   * Learns which run of a node there is, from its refusal of `code` "run". True: sign the request anew and
   * send it again, once.
   */
  learn(node: NodeName, run: string | null): boolean
  /**
   * The node of a request, or why it does not count; a sender that is refused by `run` is told the present
   * one.
   */
  check(request: SignedIncoming, keys: KeySource): ReturnType<typeof checkRequest>
}

export function createSigning(options: {
  readonly identity: NodeIdentity
  readonly clock: { now(): number }
  readonly random: RandomBytes
}): Signing {
  const { identity, clock, random } = options
  const seen = createSeen({ clock, lifeMs: REQUEST_SEEN_MS })
  const runs = new Map<NodeName, string>()

  const isNewRun = (node: NodeName, run: string | null): boolean =>
    run !== null && run !== '' && RUN.test(run) && runs.get(node) !== run

  return {
    sign: (request) =>
      signRequest(identity, request, {
        run: runs.get(request.to) ?? '',
        id: Buffer.from(random(ID_BYTES)).toString('base64url'),
        now: clock.now(),
      }),
    isNewRun,
    learn(node, run) {
      if (run === null || !isNewRun(node, run)) return false
      const [oldest] = runs.keys()
      if (runs.size >= RUNS_MAX && oldest !== undefined) runs.delete(oldest)
      runs.set(node, run)
      return true
    },
    check: (request, keys) => checkRequest(request, { keys, self: identity, now: () => clock.now(), seen }),
  }
}
