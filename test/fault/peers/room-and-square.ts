// Ada's room on A and bob's square on B, with a portal from each to the other: where most begins that goes
// from node to node.
import { makeWorld, open, type ServedPair, type ServedPeer } from '../../peers.ts'
import { furnish, portal, type Thing } from './travellers.ts'

type Both = Pick<ServedPair, 'a' | 'b'>

export const ROOM = 'ada/room'
export const SQUARE = 'bob/square'

const small = { width: 24, height: 24 }
const properties = { takeable: true }

/** The things on bob's square that others may take. */
export const LAMP_AND_VASE: readonly Thing[] = [
  { name: 'lamp', x: 520, y: 140, look: small, properties, text: 'A lamp of Bob.' },
  { name: 'vase', x: 560, y: 140, look: small, properties, text: 'A vase of Bob.' },
]

/** The square as A calls it. */
export const squareOf = (b: ServedPeer): string => `bob@${b.name}/square`

/** Makes both worlds; on the square anybody may act. */
export async function makeBoth({ a, b }: Both): Promise<void> {
  await makeWorld(a.admin, 'Room')
  await makeWorld(b.admin, 'Square')
  await open(b.admin, SQUARE, 'act')
}

/** Puts the portals there, `out` and `back`, and the other things of each. */
export async function furnishBoth(
  { a, b }: Both,
  { inRoom, onSquare }: { readonly inRoom: readonly Thing[]; readonly onSquare: readonly Thing[] },
): Promise<void> {
  await furnish(a, a.admin, ROOM, [portal('out', squareOf(b)), ...inRoom])
  await furnish(b, b.admin, SQUARE, [portal('back', `ada@${a.name}/room`), ...onSquare])
}
