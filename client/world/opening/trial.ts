// "Try here": copies of a world's two documents, played in this browser by the same rules and in the same
// sandbox as on the owner's machine. Nobody else sees it, it needs no network, and in the end it is kept as
// one edit, or dropped.
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createPlay } from '../../../shared/play/create-play.ts'
import type { Action, ActingPerson, Whisper } from '../../../shared/play/acts/action.ts'
import type { Play } from '../../../shared/play/play.ts'
import type { YouEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { writeLiveIntoScene } from '../../../shared/world/edits/live-value-keeping.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import type { Person } from '../../session/me.ts'
import { notify } from '../../notices/notices.ts'
import { createBrowserSandboxes } from './browser-sandbox.ts'
import { createWorldStores, destroyWorldStores, type WorldStores } from '../context/world-stores.ts'
import { announceSelf } from '../people/others.ts'
import { systemClock } from '../../device/system-clock.ts'
import { createPersonal } from '../context/personal-store.ts'
import { soundsCame } from '../play/sounds.ts'
import { createConsoles } from '../play/console-lines.ts'
import { openResumedSandbox } from '../../../shared/behavior/host/resumed-sandbox.ts'
import { Listeners } from '../../device/listener-set.ts'

const NOBODY_ELSE = 'You are alone while you try things out, so nobody would hear you.'

/** The origin of code's writing into a page during a trial. */
const BEHAVIOR = 'behavior'

interface TrialOptions {
  readonly real: WorldStores
  readonly person: Person
  /** Null: one's body is not known yet; then one has none here. */
  readonly you: YouEvent | null
  /** Puts the world itself back on the screen. */
  readonly end: () => void
}

export function startTrial({ real, person, you, end }: TrialOptions): {
  readonly bound: WorldStores
  readonly end: () => void
} {
  const scene = copyOf(real.view.scene)
  const live = copyOf(real.now.live)
  const consoles = createConsoles()
  const sandboxes = createBrowserSandboxes()
  const presence = new Awareness(scene)
  const who = whoOf(you)
  const personal = createPersonal()
  const listeners = new Listeners<Whisper>()
  const kept = {
    keep() {
      keep(bound, real)
      end()
    },
    drop: end,
    body: who?.body ?? null,
    personal,
  }
  const play = createPlay({
    scene,
    live,
    sandbox: openResumedSandbox((onLost) => sandboxes.open('trial', onLost)),
    clock: systemClock,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    epoch: 0,
    commit: () => Promise.resolve(),
    editPage: (id, edit) => editPage(scene, id, edit),
    onLog: consoles.add,
    onWhisper(to, whisper) {
      if (to === who?.body) listeners.tell(whisper)
    },
    onPersonal(to, change) {
      if (to === who?.body) personal.apply(change)
    },
    onSounds(to, sounds) {
      if (to === null || to === who?.body) soundsCame(kept, sounds)
    },
    onFailed(error) {
      console.warn('A trial ended by a fault.', error)
      notify({ text: 'Something went wrong while you were trying this out, so it has stopped.' })
    },
  })
  const bound = createWorldStores({
    scene,
    live,
    presence,
    owner: {
      act: actIn(play, { name: person.name, who, isSomebodyElse }),
      watch: (thing, listener) => consoles.watch(thing, listener),
      onWhisper: listeners.add,
    },
    trial: kept,
  })
  announceSelf(presence, person)
  /** They stand in the trial as they stood in the world, and are not at this screen. */
  function isSomebodyElse(id: ArtifactId): boolean {
    return id !== who?.body && bound.view.artifact(id)?.avatar != null
  }
  return {
    bound,
    end() {
      destroyWorldStores(bound)
      presence.destroy()
      play
        .stop()
        .catch((error: unknown) => console.warn('A trial did not end well.', error))
        .finally(() => sandboxes.close())
        .catch(() => undefined)
    },
  }
}

function copyOf(document: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document))
  return copy
}

function editPage(scene: Y.Doc, id: ArtifactId, edit: (text: Y.Text) => void): Promise<void> {
  const text = textOf(scene, id)
  if (text) scene.transact(() => edit(text), BEHAVIOR)
  return Promise.resolve()
}

/** The events are written into the copy of the scene; its difference from the world's is the one edit. */
function keep({ edit, now, view }: WorldStores, real: WorldStores): void {
  writeLiveIntoScene(edit, now)
  const scene = real.view.scene
  const update = Y.encodeStateAsUpdate(view.scene, Y.encodeStateVector(scene))
  real.undo.step()
  Y.applyUpdate(scene, update, real.undo.origin)
  real.undo.step()
}

function whoOf(you: YouEvent | null): ActingPerson | null {
  if (you?.body == null || you.account === null) return null
  return { body: you.body, account: you.account, look: you.look }
}

interface TrialPerson {
  readonly name: string
  readonly who: ActingPerson | null
  readonly isSomebodyElse: (id: ArtifactId) => boolean
}

/** A whisper to somebody who is not here is reported as unheard, rather than lost. */
function actIn(play: Play, { name, who, isSomebodyElse }: TrialPerson): (action: Action) => Promise<Outcome> {
  let sequence = 0
  return (action) => {
    if (action.verb === 'whisper' && isSomebodyElse(action.to))
      return Promise.resolve({ ok: false, why: NOBODY_ELSE })
    sequence += 1
    return play.act({ session: 'trial', sequence, action, person: name, who })
  }
}
