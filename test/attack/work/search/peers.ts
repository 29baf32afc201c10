// Answers and messages of another node: all their kinds, by one hostile node.
import { ANSWERS } from '../peers/answers.ts'
import { FLOODS } from '../peers/frames.ts'
import { startHostile, type HostileNode } from '../peers/hostile.ts'
import type { PeerKind } from '../peers/kind.ts'
import { REQUESTED } from '../peers/requests.ts'
import { peerTarget } from '../peers/visiting-node.ts'
import { STATES, UPDATES } from '../peers/states.ts'
import { WORLDS } from '../peers/worlds.ts'
import { kindOf, type Kind } from './kind.ts'

let host: Promise<HostileNode> | null = null

/** Stops the node that lies, if there was one. */
export async function endPeers(): Promise<void> {
  const ending = host
  host = null
  await (await ending)?.[Symbol.asyncDispose]()
}

const ofPeer = <Input>(kind: PeerKind<Input>): Kind =>
  kindOf<Input>({
    name: kind.name,
    seeds: kind.seeds,
    grow: (input, random) => kind.grow(input, random),
    async send(target, input) {
      host ??= startHostile()
      return kind.send(await peerTarget(target, await host, () => target.world()), input)
    },
  })

export const PEERS: readonly Kind[] = [
  ofPeer(ANSWERS),
  ofPeer(FLOODS),
  ofPeer(REQUESTED),
  ofPeer(STATES),
  ofPeer(UPDATES),
  ofPeer(WORLDS),
]
