// Somebody goes on through a portal of their host while their own node asks for them there: a visit that
// comes late does not bring them back.
import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { openAbroad } from '../../../server/peers/abroad/people-elsewhere.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import { eventFrame } from '../../../shared/wire/frames/action-frames.ts'
import { parseRequest } from '../../../shared/wire/frames/action-request.ts'
import { outcomeFrame } from '../../../shared/wire/frames/outcome-frame.ts'
import { parseClientFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { parseAnyAddress, parseNodeName, type Address } from '../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../shared/world/avatar.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { ada, makeWorld } from '../../contract/made.ts'
import { settle, VirtualTime } from '../../simulation/time.ts'

const [square, cellar] = ['square', 'cellar'].map((name) => parseAnyAddress(`bob@house.example/${name}`)!)
const [SQUARE, CELLAR] = ['square', 'cellar'].map((name) => parseAnyAddress(`bob/${name}`)!)

/** A host in whose worlds one person is, by the rules of visits. */
class Host {
  at: Address | null = null
  readonly lines: HostLine[] = []

  /** They went through a portal; the lines of their node are told as long as nothing holds that up. */
  goOn(to: Address, isTold: boolean): void {
    this.at = to
    if (isTold) for (const line of this.lines) line.tell()
  }
}

class HostLine extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly #host: Host
  readonly #world: Address

  constructor(host: Host, path: string) {
    super()
    this.#host = host
    this.#world = path.includes('cellar') ? CELLAR! : SQUARE!
    host.lines.push(this)
    setImmediate(() => this.tell())
  }

  tell(): void {
    const { at } = this.#host
    const you = {
      type: 'you',
      body: null,
      account: null,
      look: DEFAULT_AVATAR_LOOK,
      at,
      right: 'act',
    } as const
    this.emit('message', Buffer.from(eventFrame(you)))
  }

  send(frame: Uint8Array): void {
    const parsed = parseClientFrame(frame)
    if (parsed?.type !== 'action') return
    const action = parseRequest(parsed.bytes)?.action
    const isBack = action?.verb === 'visit' && action.back === true
    const isElsewhere = isBack && this.#host.at !== null && this.#host.at !== this.#world
    if (action?.verb === 'visit' && !isElsewhere) this.#host.at = this.#world
    const outcome = { ok: !isElsewhere, why: null }
    this.emit('message', Buffer.from(outcomeFrame(parsed.sequence, outcome)))
  }

  close(): void {
    this.readyState = 3
    this.emit('close', 1006, Buffer.of())
  }
}

const TAB: ActionClient = {
  member: { id: ada, name: 'Ada', session: null },
  refusal: () => null,
  right: () => 'act',
  tell: () => {},
}

async function inSquare() {
  const time = new VirtualTime()
  const store = createMemoryStore()
  const host = new Host()
  const nobody = (): never => expect.unreachable('nobody comes home')
  const abroad = await openAbroad({
    tables: createRecordTables({ store, onUnreadable: (what) => expect.unreachable(what) }),
    clock: time,
    random: (bytes) => new Uint8Array(bytes),
    book: { whyNot: () => null, onTrust: () => () => {}, figures: { clockTrouble: () => null } },
    caller: {
      call: () =>
        Promise.resolve({ status: 200, headers: {}, bytes: new Uint8Array(), body: { right: 'act' } }),
      socket: (_node, path) => Promise.resolve(new HostLine(host, path) as unknown as WebSocket),
    },
    foreigners: { byId: () => null },
    name: () => parseNodeName('home.example')!,
    log: { warn: ({ err }: { err?: unknown }) => expect.unreachable(String(err)) },
    travels: { comeHome: nobody, goOn: nobody, notify: nobody },
    onMoved: () => {},
  })
  const world = { ...(await makeWorld(store, 'square')), address: square! }
  await abroad.left(ada, square!, null)
  abroad.came(world, TAB)
  expect(await abroad.arrived(ada, true)).toBeNull()
  expect(host.at).toBe(SQUARE)
  return { time, host, abroad }
}

it('[N42] a new name that is told while they go through a portal brings nobody back, and is told there', async () => {
  const { time, host, abroad } = await inSquare()
  host.goOn(CELLAR!, false)
  const introduced = abroad.introduce(ada, square!)
  await settle()
  expect(host.at).toBe(CELLAR)
  for (const line of host.lines) line.tell()
  await time.pass(1_000)
  await introduced
  expect([host.at, abroad.placeOf(ada)]).toEqual([CELLAR, cellar])
  await abroad.stop()
})

it('[N53] a line that is opened anew brings back nobody who goes through a portal meanwhile', async () => {
  const { time, host, abroad } = await inSquare()
  host.lines.splice(0).forEach((line) => line.close())
  await time.pass(500)
  const [line] = host.lines
  // The host says that they are in the square, and just then they go on.
  line?.once('message', () => host.goOn(CELLAR!, false))
  for (let passed = 0; passed < 4; passed += 1) {
    await settle()
    await time.pass(500)
  }
  expect([host.at, abroad.placeOf(ada)]).toEqual([CELLAR, cellar])
  await abroad.stop()
})
