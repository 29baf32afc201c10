// A world while it is open in this tab: its replica, and the stores on the replica's documents, made anew
// when a rebuild replaces them. During a trial, everything uses copies instead, and the replica goes on
// behind.
import type { Sound } from '../../../shared/behavior/sounds.ts'
import type { Address } from '../../../shared/world/address.ts'
import { deviceOf } from '../../session/person-device.ts'
import { call, worldPath } from '../../api/request.ts'
import { checkSessionSoon } from '../../api/session-doubt.ts'
import type { Person } from '../../session/me.ts'
import { notify } from '../../notices/notices.ts'
import { followHost } from '../peers/host-state.ts'
import { announceSelf } from '../people/others.ts'
import { ownerRequesterOf } from '../context/owner-requester.ts'
import { followPersonal } from '../play/personal.ts'
import { followYou, youIn } from '../play/you.ts'
import { ownServer } from '../../replica/browser.ts'
import { Replica } from '../../replica/replica.ts'
import type { SyncState } from '../../replica/sync-state.ts'
import type { CopyId } from '../../replica/storage/stored-rows.ts'
import { createWorldStores, destroyWorldStores, type WorldStores } from '../context/world-stores.ts'
import { Listeners } from '../../device/listener-set.ts'

export interface OpenWorld {
  readonly replica: Replica
  readonly bound: WorldStores
  readonly onRebound: (listener: () => void) => () => void
  /** Goes on with copies of the world that nobody else sees, until `bound.trial` ends it. */
  readonly tryOut: () => Promise<void>
  /** Shows a moment of the past in place of the world, which goes on behind; null: the world again. */
  readonly showPast: (past: WorldStores | null) => void
  readonly close: () => void
}

interface BoundStores {
  readonly bound: WorldStores
  readonly end: () => void
}

/** How long somebody is told what happened to them, in ms: they may have looked away. */
const NOTICE_MS = 20_000

export function openWorld(person: Person, address: Address): OpenWorld {
  const replica = new Replica(deviceOf(person.id), address, ownServer(location))
  followYou(replica, person.kind === 'nobody')
  followHost(replica)
  followPersonal(replica)
  replica.onEvent((event) => event.type === 'sounds' && hear(replica, event.sounds))
  replica.onEvent((event) => event.type === 'notice' && notify({ text: event.words, timeoutMs: NOTICE_MS }))
  replica.onEvent((event) => event.type === 'node' && checkSessionSoon())
  replica.onSync(tellNewerWork(address))
  const listeners = new Listeners()
  let isClosed = false
  let bound = bindTo(replica, person)
  let stopKeeping = keepLater(bound, replica, person)
  let trial: BoundStores | null = null
  let past: WorldStores | null = null

  function tell(): void {
    listeners.tell()
  }

  function endTrial(): void {
    const ended = trial
    trial = null
    tell()
    ended?.end()
  }

  const stop = replica.onRebuilt(() => {
    stopKeeping()
    destroyWorldStores(bound)
    bound = bindTo(replica, person)
    past = null
    stopKeeping = keepLater(bound, replica, person)
    if (trial) notify({ text: 'The world has been replaced, so what you tried out is gone.' })
    endTrial()
  })

  return {
    replica,
    get bound() {
      return past ?? trial?.bound ?? bound
    },
    onRebound: listeners.add,
    async tryOut() {
      const { startTrial } = await import('./trial.ts')
      if (trial || isClosed) return
      trial = startTrial({ real: bound, person, you: youIn(replica), end: endTrial })
      tell()
    },
    showPast(next) {
      if (isClosed) return
      past = next
      tell()
    },
    close() {
      isClosed = true
      stop()
      trial?.end()
      stopKeeping()
      destroyWorldStores(bound)
      // Its own faults are told through `sync`; nobody is left to be told here.
      replica.close().catch((error: unknown) => console.warn('A world did not close well.', error))
    },
  }
}

/** What makes sounds comes with the first one. */
function hear(replica: Replica, sounds: readonly Sound[]): void {
  import('../play/sounds.ts')
    .then(({ soundsCame }) => soundsCame(replica, sounds))
    .catch((error: unknown) => console.warn('A sound was not heard.', error))
}

/** Tells the node when something newer than its backup is kept here: its admins see who has such work. */
function tellNewerWork(address: Address): (sync: SyncState) => void {
  let told: CopyId | null = null
  return (sync) => {
    if (sync.state !== 'refused' || sync.code !== 'restored' || sync.copy === told) return
    told = sync.copy
    // The copy is here, whether the node hears of it or not.
    call('POST', `${worldPath(address)}/newer`, null, {}).catch(() => undefined)
  }
}

function bindTo(replica: Replica, person: Person): WorldStores {
  announceSelf(replica.presence, person)
  return createWorldStores({
    scene: replica.scene,
    live: replica.live,
    presence: replica.presence,
    owner: ownerRequesterOf(replica),
    trial: null,
  })
}

/** Keeps the undo steps, from when the world is here: the code for that is fetched then. */
function keepLater({ undo }: WorldStores, replica: Replica, person: Person): () => void {
  let isEnded = false
  let stop = (): void => undefined
  async function begin(): Promise<void> {
    await replica.ready
    const { keepTabSteps } = await import('../../session/keep-tab-steps.ts')
    if (!isEnded) stop = keepTabSteps(undo, replica, person)
  }
  begin().catch((error: unknown) => console.warn('Your undo steps are not being saved.', error))
  return () => {
    isEnded = true
    stop()
  }
}
