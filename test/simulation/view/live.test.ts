// Replicas that edit the same world at once while its owner plays it: it writes what happens as the play
// does, begins new generations and resets; anybody keeps. All of it arrives in any order; every replica shows
// the same. INKLAND_SEED replays a run, INKLAND_HARD makes many.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { shownPageValues } from '../../../shared/world/live/live-page-values.ts'
import { setSetting } from '../../../shared/world/edits/setting-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { FIELDS } from '../../../shared/world/scene/scene-fields.ts'
import { writeLiveIntoScene } from '../../../shared/world/edits/live-value-keeping.ts'
import { createLiveWriter, type LiveWriter } from '../../../shared/world/live/live-writer.ts'
import { memoryOf, outcomeOf, timersOf } from '../../../shared/world/live/live-state.ts'
import type { Place } from '../../../shared/world/place.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import { dump, id } from '../../unit/world/made.ts'
import { seedFromEnvironment } from '../random.ts'
import { agreement, nothingSeen, STEPS } from './view-agreement.ts'
import { deliverAll, THINGS, type Replica, type Step } from './view-replicas.ts'
import { anyCommand, anyDelivery, anyRawWrite, coordinate, host, onOne, word } from './view-steps.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

const seed = seedFromEnvironment() | 0
const runs = IS_HARD ? roundsOr(2_500) : 5
const timeoutMs = IS_HARD ? 3_600_000 : 120_000

/** Things that code makes beside those in the scene. */
const MADE = ['m1', 'm2', 'm3'] as const
const ALL: readonly string[] = [...THINGS, ...MADE]

/** How often the runs did what they are about. */
const did = { renewed: 0, kept: 0, made: 0, walks: 0, anchors: 0 }

test(
  '[V4] replicas agree while the owner plays, renews and resets, and people keep',
  { timeout: timeoutMs },
  () => {
    const seen = nothingSeen()
    fc.assert(agreement(anyStep(), seen), { seed, numRuns: runs, endOnFailure: true })
    console.info(
      `views of played worlds: seed ${seed}, ${runs} runs of ${STEPS} steps, 0 differences; ` +
        `per step ${(seen.live / seen.steps).toFixed(2)} live values; ${JSON.stringify(did)}`,
    )
    expect(seen.live / seen.steps).toBeGreaterThan(0.02)
    expect(Math.min(...Object.values(did))).toBeGreaterThan(runs / 10)
  },
)

function anyStep(): fc.Arbitrary<Step> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: anyCommand() },
    { weight: 2, arbitrary: anyPage() },
    { weight: 1, arbitrary: anyRawWrite() },
    { weight: 8, arbitrary: anyHappening() },
    { weight: 1, arbitrary: fc.constant(renewal) },
    { weight: 1, arbitrary: onOne('keep', fc.constant(null), keep) },
    { weight: 1, arbitrary: onOne('undo', fc.constant(null), (replica) => void replica.undo.undo()) },
    { weight: 1, arbitrary: onOne('redo', fc.constant(null), (replica) => void replica.undo.redo()) },
    { weight: 2, arbitrary: onOne('everything arrives', fc.constant(null), deliverAll) },
    { weight: 6, arbitrary: anyDelivery() },
  )
}

/** A new generation says the same in less. */
const renewal: Step = {
  run([owner]) {
    if (owner === undefined) return owner
    const before = everything(owner)
    createLiveWriter(owner.scene, owner.live).renew()
    expect(everything(owner)).toBe(before)
    did.renewed += 1
    return owner
  },
  [fc.toStringMethod]: () => 'the owner: renew',
}

/** Everything that can be read, except anchors that no longer count. */
function everything(owner: Replica): string {
  const { live, view, now } = owner
  const kept = ALL.map(id).map((name) => [
    memoryOf(live, name),
    [...timersOf(live, name)],
    now.faults(name),
    now.asleep(name),
    now.declared(name),
  ])
  return JSON.stringify([dump(view), shown(owner), kept, now.state, now.speech, outcomeOf(live, 'ada')])
}

/** Keeping changes nothing that is shown, and leaves nothing live. */
function keep(replica: Replica): void {
  const { view, now } = replica
  const live = [...view.artifacts()].filter((artifact) => artifact.live.size > 0 || artifact.walk !== null)
  const before = shown(replica)
  expect(writeLiveIntoScene(replica, now).ok).toBe(true)
  expect(shown(replica)).toBe(before)
  for (const { id } of live) {
    const artifact = view.artifact(id)
    // Live can be ahead of the scene here: then there is nothing yet to write it into.
    if (artifact?.onlyLive === false) expect(artifact).toMatchObject({ live: new Set(), walk: null })
  }
  if (live.length > 0) did.kept += 1
}

const NOWHERE = { host: 'limbo', x: 0, y: 0, facing: 'down', was: null }

/** The shown state, live or not; anchors with their shown values. */
function shown({ view, now }: Replica): string {
  const artifacts = [...view.artifacts()].map(({ live: _live, onlyLive: _only, walk: _walk, ...rest }) => [
    // A thing that code made and never put anywhere is kept as put away: in limbo both ways.
    rest.host === 'limbo' && rest.place === null ? { ...rest, place: NOWHERE } : rest,
    [...shownPageValues(pageOf(view, rest.id) ?? '', now.pageValues(rest.id))],
  ])
  return JSON.stringify([artifacts.sort(byText), view.limbo])
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}

/** Pages with anchors, and settings. */
function anyPage(): fc.Arbitrary<Step> {
  const some = fc.record({
    name: fc.constantFrom(...ALL).map(id),
    page: fc.constantFrom('#score 1\n#best\n', 'words\n#score 2\n', '#best 3 of 4', '```js\n#score 1\n```\n'),
    setting: fc.constantFrom<number | string | boolean | null>(null, 1, 'waltz', true),
  })
  return onOne('page', some, (replica, { name, page, setting }) => {
    setText(replica, name, page)
    setSetting(replica, name, 'tune', setting)
  })
}

/** The writes of the owner, the first replica: like the play's, by its own view. */
function anyHappening(): fc.Arbitrary<Step> {
  const place = fc.record(
    {
      host: host.filter((name) => name !== id('nobody')),
      x: coordinate,
      y: coordinate,
      facing: fc.constant('up' as const),
      was: fc.constant(null),
    },
    { noNullPrototype: true },
  )
  const some = fc.record({
    kind: fc.constantFrom(...(Object.keys(HAPPENINGS) as (keyof typeof HAPPENINGS)[])),
    name: fc.constantFrom(...ALL).map(id),
    field: fc.constantFrom(...FIELDS),
    place,
    text: word,
    number: fc.nat(200),
  })
  return some.map(({ kind, ...given }) => ({
    run([owner]) {
      if (owner === undefined) return owner
      const writer = createLiveWriter(owner.scene, owner.live)
      owner.live.transact(() => HAPPENINGS[kind](writer, given))
      return owner
    },
    [fc.toStringMethod]: () => `the owner: ${kind} ${JSON.stringify(given)}`,
  }))
}

interface Given {
  readonly name: ArtifactId
  readonly field: (typeof FIELDS)[number]
  readonly place: Place
  readonly text: string
  readonly number: number
}

type Happening = (writer: LiveWriter, given: Given) => void

const HAPPENINGS = {
  place: (writer, { name, place }) => void writer.setField(name, 'place', place),
  placeAgain: (writer, { name, place }) => void writer.setField(name, 'place', place),
  name: (writer, { name, text }) => void writer.setField(name, 'name', text),
  speed: (writer, { name, number }) => void writer.setField(name, 'speed', number % 3 === 0 ? null : number),
  sprite: (writer, { name, text }) => void writer.setField(name, 'look.sprite', text),
  ink: (writer, { name, number }) =>
    void writer.setField(name, 'colors.ink', number % 2 === 0 ? null : '#445566'),
  walk: (writer, { name, place: { x, y }, number }) => {
    if (writer.setField(name, 'walk', { toX: x, toY: y, at: number, speed: 100 })) did.walks += 1
  },
  halt: (writer, { name }) => void writer.setField(name, 'walk', null),
  clear: (writer, { name, field }) => writer.clearField(name, field),
  make: (writer, { name, place, number }) => {
    if (writer.make(name, { name: 'made', place, weight: number, text: '#score 5\n' })) did.made += 1
  },
  text: (writer, { name, text }) => void writer.setText(name, `${text}\n#score 6`),
  remove: (writer, { name }) => void writer.remove(name),
  gone: (writer, { name, number }) => {
    if (number < 20) writer.gone(name)
  },
  anchor: (writer, { name, number }) => {
    if (writer.setPageValue(name, number % 2 === 0 ? 'score' : 'best', String(number))) did.anchors += 1
  },
  program(writer, { name, number }) {
    writer.remember(name, 'n', number)
    writer.setTimer(name, '#1', number % 2 === 0 ? null : { dueAt: number, everyMs: 5 })
    const fault = { message: 'no', line: 1, count: number + 1, at: 1, code: 0, kind: 'error' } as const
    writer.setFaults(name, number % 2 === 0 ? [] : [fault])
    writer.setAsleep(name, number % 3 === 0 ? { why: 'tired', at: number } : null)
    writer.setDeclared(name, { tempo: number })
  },
  world(writer, { name, number, text }) {
    writer.setMeta({ state: number % 2 === 0 ? 'playing' : 'paused' })
    writer.say({ by: name, person: null, voice: 'say', words: text, at: number, on: id('root') })
    writer.setOutcome('ada', number, { ok: true, why: null }, number)
  },
  forget: (writer, { name }) => writer.forget(name),
  reset: (writer) => writer.reset(),
} satisfies Record<string, Happening>
