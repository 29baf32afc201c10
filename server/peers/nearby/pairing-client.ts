// The requests of the node that begins a linking to the other one, step by step.
import type * as z from 'zod/mini'
import { PairingCommitment, PairingNonce, PairingWord } from '../../../shared/wire/peers/pairing-bodies.ts'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import type { Call, PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/faults.ts'

/** How long the other node may take for one step, in ms: nobody is asked anything there. */
const STEP_MS = 5_000
/** Longest message of another node for people here, in characters. */
const SAID_MAX = 300

export interface AskingPairing {
  /** Each rejects with a PeerFault. */
  begin(node: NodeName, id: string): Promise<string>
  reveal(node: NodeName, id: string, nonce: string): Promise<string>
  /** The answer of a person there so far. */
  say(node: NodeName, id: string, agreed: boolean): Promise<boolean>
  end(node: NodeName, id: string): Promise<void>
}

export function createAskingPairing(caller: Pick<PeerClient, 'call'>): AskingPairing {
  async function asked<T>(node: NodeName, call: Call, answer: z.ZodMiniType<T>): Promise<T> {
    const { status, body } = await caller.call(node, { ...call, timeoutMs: STEP_MS })
    const read = answer.safeParse(body)
    if (status === 200 && read.success) return read.data
    const refusal = Refusal.safeParse(body)
    throw new PeerFault(
      'refused',
      node,
      refusal.success && refusal.data.text.length <= SAID_MAX
        ? `${node} says: ${refusal.data.text}`
        : `${node} cannot be linked by code. It may need to be updated.`,
    )
  }

  return {
    async begin(node, id) {
      const call = { method: 'POST', path: peersPath('pairing'), body: { id } } as const
      return (await asked(node, call, PairingCommitment)).commitment
    },
    async reveal(node, id, nonce) {
      const call = { method: 'POST', path: peersPath('pairing', id, 'nonce'), body: { nonce } } as const
      return (await asked(node, call, PairingNonce)).nonce
    },
    async say(node, id, agreed) {
      const call = { method: 'POST', path: peersPath('pairing', id, 'word'), body: { agreed } } as const
      return (await asked(node, call, PairingWord)).agreed
    },
    async end(node, id) {
      await caller.call(node, { method: 'DELETE', path: peersPath('pairing', id), timeoutMs: STEP_MS })
    },
  }
}
