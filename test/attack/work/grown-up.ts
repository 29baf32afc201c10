// A node that many have used for long: worlds of others, some of them open to all, and guests who came once.
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import type { JsonValue } from '../../../server/records/stored-record.ts'
import {
  makeArtifactId,
  makeLineId,
  makeMemberId,
  makeWorldId,
  parseAddress,
} from '../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../shared/world/avatar.ts'
import { parseAccountName } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'

const OTHERS = 10
const WORLDS = 5_000
const OPEN_WORLDS = 2_000
const GUESTS = 10_000

const random = seededRandom(1).bytes

/** Fills a folder with the data of a node after years. */
export async function growUp(folder: string): Promise<void> {
  const store = await openSqliteStore({ folder })
  try {
    await Promise.all([makeWorlds(store), makeGuests(store)])
  } finally {
    await store.close()
  }
}

async function makeWorlds(store: Store): Promise<void> {
  const owners = Array.from({ length: OTHERS }, () => makeMemberId(random))
  const made = Array.from({ length: WORLDS }, async (_, at) => {
    const address = parseAddress(`other-${at % OTHERS}/world-${at}`)
    if (address === null) throw new Error('that is an address')
    return store.create({
      id: makeWorldId(random),
      line: makeLineId(random),
      address,
      title: `World ${at} of many`,
      at,
      scene: [],
      isLiving: false,
      owner: owners[at % OTHERS] ?? null,
    })
  })
  const worlds = await Promise.all(made)
  await store.changeRecords(
    worlds.slice(0, OPEN_WORLDS).map((world) => ({ kind: 'shared', id: world?.id ?? '', value: OPEN })),
  )
}

/** As rights keep it of a world that anybody may look at. */
const OPEN: JsonValue = { everyone: 'none', public: 'see', people: [], nodes: [], bans: [], mutes: [] }

async function makeGuests(store: Store): Promise<void> {
  const made = Array.from({ length: GUESTS }, async (_, at) => {
    const id = makeMemberId(random)
    const account = parseAccountName(`guest-${at}`)
    if (account === null) throw new Error('that is an account')
    await store.nameMember({ id, name: `Guest ${at}` })
    await store.introduce({ id, account, body: makeArtifactId(random), look: DEFAULT_AVATAR_LOOK })
  })
  await Promise.all(made)
}
