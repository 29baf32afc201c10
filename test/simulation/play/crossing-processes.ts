// What runs the worlds of a simulated crossing: one process, or two of which each plays one of them. They
// speak by a connection that takes its time, and ends with either.
import { pino } from 'pino'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { Leases } from '../../../server/owner/leases/world-leases.ts'
import { CrossingStep } from '../../../server/owner/people/crossing-steps.ts'
import type { LeadingProcess, PlayingProcesses } from '../../../server/owner/people/other-processes.ts'
import { openRemoteLife } from '../../../server/owner/people/remote-life.ts'
import { createOwner, type Owner } from '../../../server/owner/world-owner.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { createSync, type Sync } from '../../../server/sync/sync-server.ts'
import type { Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import { createPlay } from '../../../shared/play/create-play.ts'
import type { Disk, Life } from '../disk.ts'
import type { Random } from '../random.ts'
import type { VirtualTime } from '../time.ts'

const LOG = pino({ level: 'silent' })
const still: Sandbox = { patch: () => {}, run: () => Promise.resolve([]), stop: () => {}, close: () => {} }
const GONE = 'It is gone. Try again.'
/** A message is on its way for so long at most, in ms. */
const WAY_MS = 5
/** A process that died is on the list of the others for so long at most, in ms. */
const EXPELLED_MS = 400

export interface CrossingProcesses {
  /** Ends one process between two instructions. */
  crash(): Promise<void>
  /** Begins those that do not run. */
  boot(): Promise<void>
  ownerOf(world: string): Owner
  /** Which clocks of a world's live document the process knows that has it, encoded. */
  knownOf(world: WorldRecord): Promise<Uint8Array>
}

interface SimulatedParts {
  readonly disk: Disk
  readonly time: VirtualTime
  readonly random: Random
}

interface RunningProcess {
  readonly life: Life
  readonly holder: string
  readonly owner: Owner
  readonly sync: Sync
}

let boots = 0

function begin(
  { disk, time, random }: SimulatedParts,
  others: { readonly leading?: LeadingProcess; readonly playing?: PlayingProcesses } = {},
): RunningProcess {
  const life: Life = { isOver: false }
  const holder = `boot ${++boots}`
  const store = disk.storeFor(life)
  const clock = time.mortal(life)
  const base = { store, clock, random: random.bytes, log: LOG, rightOf: () => 'own' as const }
  const leases = new Leases({ store, clock, holder })
  const sync = createSync({ ...base, makeMissing: false, leases })
  const owner = createOwner({
    ...base,
    ...others,
    sync,
    people: createPeople(base),
    sandboxes: { open: () => still, stats: () => ({ killed: 0 }) },
    createPlay,
    holder,
    leases,
  })
  return { life, holder, owner, sync }
}

async function knownTo(running: RunningProcess | null, world: WorldRecord): Promise<Uint8Array> {
  if (running === null) throw new Error('nothing runs')
  const held = await running.sync.hold(world)
  const known = held.live.vector()
  held.release()
  return known
}

/** A node that opens a disk owns nothing yet, and what it owned before is free. */
async function release({ store }: Disk, holder: string | null): Promise<void> {
  for (const { process, beat } of await store.processes())
    if (holder === null || process.startsWith(`${holder}/`)) await store.expel(process, beat)
}

export function oneProcess(parts: SimulatedParts): CrossingProcesses {
  let running: RunningProcess | null = null
  return {
    async crash() {
      if (running !== null) await parts.disk.crash(running.life)
      running = null
    },
    async boot() {
      await release(parts.disk, null)
      running = begin(parts)
    },
    ownerOf() {
      if (running === null) throw new Error('nothing runs')
      return running.owner
    },
    knownOf: (world) => knownTo(running, world),
  }
}

/** The first one leads, and has every world but those that `isOther`. */
export function twoProcesses(parts: SimulatedParts, isOther: (world: string) => boolean): CrossingProcesses {
  const { disk, time, random } = parts
  let first: RunningProcess | null = null
  let second: RunningProcess | null = null
  let number = 0

  /** Ends the questions that wait for an answer. */
  let unanswered: (() => void)[] = []

  /** Asks the other one, as long as both run. */
  function ask<Answer>(
    of: () => RunningProcess | null,
    answer: (owner: Owner) => Promise<Answer>,
  ): Promise<Answer> {
    const asked = of()
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const way = (run: () => void): void => void time.after(1 + random.below(WAY_MS), run)
    const lost = (): void => reject(new Error('that process is gone'))
    unanswered.push(lost)
    way(() => {
      if (asked === null || asked.life.isOver) return lost()
      void answer(asked.owner).then(
        (said) => way(() => resolve(said)),
        (error: unknown) => way(() => reject(error)),
      )
    })
    return promise
  }

  const playing: PlayingProcesses = {
    lifeOf: async ({ key, address }) =>
      isOther(address)
        ? openRemoteLife({
            world: key,
            number: () => (number += 1),
            clock: time,
            ask: (step) =>
              ask(
                () => second,
                async ({ lent }) => JSON.parse(JSON.stringify((await lent.answer(asSaid(step))) ?? null)),
              ),
          })
        : null,
    sendOut: () => Promise.resolve(false),
    notify: () => undefined,
    tellAll: () => undefined,
  }
  const leader = <Answer>(answer: (owner: Owner) => Promise<Answer>): Promise<Answer> =>
    ask(() => first, answer)
  const leading: LeadingProcess = {
    carry: (...asked) => leader((owner) => owner.carry(...asked)).catch(() => GONE),
    bring: (...asked) => leader((owner) => owner.bring(...asked)).catch(() => GONE),
    putBack: (member) => leader((owner) => owner.putBack(member)),
    placeAbroad: () => null,
    fetch: () => Promise.resolve(null),
  }

  return {
    async crash() {
      const isFirst = random.below(2) === 0
      const dead = isFirst ? first : second
      if (dead === null) return
      if (isFirst) first = null
      else second = null
      // The other one hears of it a little later.
      const [survivor, lost] = [second, unanswered]
      unanswered = []
      time.after(random.below(WAY_MS), () => {
        for (const each of lost) each()
        if (isFirst) survivor?.owner.lent.end()
      })
      // What it asked of the database may still happen there, until the others take it off their list.
      disk.abandon(dead.life)
      await time.pass(random.below(EXPELLED_MS))
      await disk.crash(dead.life)
      await release(disk, dead.holder)
    },
    boot() {
      first ??= begin(parts, { playing })
      second ??= begin(parts, { leading })
      return Promise.resolve()
    },
    ownerOf(world) {
      const running = isOther(world) ? second : first
      if (running === null) throw new Error('nothing runs')
      return running.owner
    },
    knownOf: (world) => knownTo(isOther(world.address) ? second : first, world),
  }
}

/** As it is read from the connection. */
const asSaid = (step: CrossingStep): CrossingStep => CrossingStep.parse(JSON.parse(JSON.stringify(step)))
