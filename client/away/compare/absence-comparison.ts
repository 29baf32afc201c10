// The changes of a world while this device was away: the edits of others, and where a value of one's own met
// one of theirs. It uses three states: the last that both sides knew, that with one's own edits, that with
// theirs.
import type * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { writtenIn } from '../../../shared/world/scene/scene-fields.ts'
import { entryOfFieldIn } from '../../../shared/world/scene/entry-names.ts'
import { placesApart } from '../../../shared/history/merge/places-apart.ts'
import { artifactMaps, metaMap, metaOf, sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { type Client, clientOf, entryOf } from '../../../shared/yjs/entry-id.ts'
import type { Absence } from '../../replica/contract/replica.ts'
import { missedChangesOn, type MissedChange } from './missed-changes.ts'
import { changerOf, isPutAway, conflictsOn, placeOf, type AbsenceConflict } from './conflicts.ts'
import { clientsIn, idsOf, sceneOf, sceneStateOf, type SceneState } from './scene-states.ts'
import { writingsOn, type PageAuthor } from './page-authors.ts'

export interface AbsenceComparison {
  /** When one was back, in ms since 1970, and for how long one was away, in ms. */
  readonly until: number
  readonly lengthMs: number
  readonly deeds: readonly MissedChange[]
  readonly met: readonly AbsenceConflict[]
}

/** Places of one page that are told of: more than anybody settles one by one. */
const PLACES_MAX = 20

interface States {
  readonly old: Y.Doc
  readonly theirs: SceneState
  /** Null where nothing of one's own was unsaved. */
  readonly mine: (SceneState & { readonly ids: ReadonlySet<ArtifactId> }) | null
  readonly writings: ReadonlyMap<ArtifactId, readonly PageAuthor[]>
}

/** Compares; null when others did nothing that anybody would notice. */
export function compareAway(absence: Absence): AbsenceComparison | null {
  const earlier = absence.earlier && compareAway(absence.earlier)
  const last = compareOne(absence)
  if (earlier === null || last === null) return last ?? earlier
  const places = new Set(last.met.map(placeOf))
  return {
    until: last.until,
    lengthMs: earlier.lengthMs + last.lengthMs,
    deeds: [...earlier.deeds, ...last.deeds],
    met: [...earlier.met.filter((met) => !places.has(placeOf(met))), ...last.met],
  }
}

/** One absence: changes before and after it were seen. */
function compareOne({ since, until, before, mine, theirs }: Absence): AbsenceComparison | null {
  const own = clientsIn(mine)
  const old = sceneOf(before)
  const their = sceneStateOf(before, theirs)
  const states: States = {
    old,
    theirs: their,
    mine: own.size === 0 ? null : withIds(sceneStateOf(before, mine)),
    writings: writingsOn(their.scene, old, [...their.touched.texts]),
  }
  // The server may have had some of one's own already: that is no news.
  const isTheirs = ({ client }: { readonly client: Client }): boolean => client === null || !own.has(client)
  const { root } = metaOf(their.scene)
  // The world's own page comes first.
  const ids = [...idsOf(their.touched)].toSorted((a, b) => Number(b === root) - Number(a === root))
  const deeds = [...titleDeeds(states), ...ids.flatMap((id) => deedsIn(states, id))].filter(isTheirs)
  const met = [...metTitles(states), ...ids.flatMap((id) => metIn(states, id, isTheirs))].filter(isTheirs)
  for (const scene of [old, their.scene, states.mine?.scene]) scene?.destroy()
  return deeds.length + met.length === 0 ? null : { until, lengthMs: until - since, deeds, met }
}

const withIds = (side: SceneState) => ({ ...side, ids: idsOf(side.touched) })

function deedsIn({ old, theirs: { scene }, writings }: States, id: ArtifactId): MissedChange[] {
  return missedChangesOn({
    id,
    was: sceneArtifact(old, id),
    now: sceneArtifact(scene, id),
    maker: entryOf(artifactMaps(scene), id),
    writings: writings.get(id) ?? [],
  })
}

function metIn(
  states: States,
  id: ArtifactId,
  isTheirs: (writing: PageAuthor) => boolean,
): AbsenceConflict[] {
  const { old, theirs, mine, writings } = states
  if (mine === null || !mine.ids.has(id)) return []
  const [was, own, their] = [old, mine.scene, theirs.scene].map((scene) => sceneArtifact(scene, id))
  const met = conflictsOn({ id, was: was ?? null, mine: own ?? null, theirs: their ?? null })
  if (!was || !own || !their) return met
  const wrote = (writings.get(id) ?? []).find(isTheirs)
  const iWrote = mine.touched.texts.has(id)
  const name = writtenIn(their, 'name')
  if (wrote && iWrote) {
    const places = placesApart({ base: old, mine: mine.scene, theirs: theirs.scene }, id)
    const { client } = wrote
    for (const place of places.slice(0, PLACES_MAX)) met.push({ kind: 'words', id, name, client, ...place })
    if (places.length === 0) met.push({ kind: 'page', id, name, ...wrote })
  }
  const theirChange = wrote?.client ?? changerOf(was, their)
  if (isPutAway(was, their) && (iWrote || changerOf(was, own) !== undefined))
    met.push({ kind: 'away', id, name, by: 'theirs', client: clientOf(entryOfFieldIn(their, 'place')) })
  else if (isPutAway(was, own) && !isPutAway(was, their) && theirChange !== undefined)
    met.push({ kind: 'away', id, name, by: 'mine', client: theirChange })
  return met
}

const titleEntry = (scene: Y.Doc) => entryOf(metaMap(scene), 'title')

function titleDeeds({ old, theirs: { scene } }: States): MissedChange[] {
  const { root, title } = metaOf(scene)
  if (root === null || titleEntry(old) === titleEntry(scene) || metaOf(old).title === title) return []
  return [{ kind: 'titled', id: root, name: title, client: clientOf(titleEntry(scene)), at: null }]
}

function metTitles(states: States): AbsenceConflict[] {
  const { old, theirs, mine } = states
  const [titled] = titleDeeds(states)
  if (!titled || mine === null || titleEntry(mine.scene) === titleEntry(old)) return []
  const sides = { mine: metaOf(mine.scene).title, theirs: metaOf(theirs.scene).title }
  if (sides.mine === sides.theirs) return []
  return [{ kind: 'title', id: titled.id, name: titled.name, client: titled.client, ...sides }]
}
