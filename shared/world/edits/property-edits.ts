// One property of several things at once: one transaction, or a refusal of them all.
import type * as Y from 'yjs'
import type { ArtifactId } from '../address.ts'
import type { Artifact } from '../artifact.ts'
import { erase } from './field-edits.ts'
import {
  EDITED,
  editable,
  refuseEdit,
  write,
  type Edit,
  type Editable,
  type Edited,
  type Refused,
} from './scene-edit.ts'
import { RULES } from '../scene/scene-fields.ts'
import { replaced } from '../place.ts'
import { checkProp, clampProp, fieldOf, propOf } from './property-values.ts'
import { innerMap } from '../scene/scene.ts'
import { PROPS, SCHEMA, type PropertySchema, type PropValue } from '../property-schema.ts'

/**
 * Sets a property of all of them; null goes back to the usual value. It is written also where it is so
 * already.
 */
export function setProp(
  edit: Edit,
  ids: Iterable<ArtifactId>,
  prop: PropertySchema,
  value: PropValue,
): Edited {
  return setEach(edit, ids, prop, () => value)
}

/** Sets several properties of all of them. */
export function setProps(
  edit: Edit,
  ids: Iterable<ArtifactId>,
  values: Readonly<Partial<Record<PropertySchema, PropValue>>>,
): Edited {
  const all = [...ids]
  const changes: (() => void)[] = []
  for (const prop of PROPS) {
    const value = values[prop]
    if (value === undefined) continue
    const refused = planEach(edit, all, prop, () => value, changes)
    if (refused !== null) return refused
  }
  return writeAll(edit, changes)
}

/** Adds to a number of each of them, within its bounds. */
export function stepProp(edit: Edit, ids: Iterable<ArtifactId>, prop: PropertySchema, by: number): Edited {
  return setEach(edit, ids, prop, (artifact) => {
    const now = propOf(artifact, prop)
    return typeof now === 'number' ? clampProp(prop, now + by) : now
  })
}

function setEach(
  edit: Edit,
  ids: Iterable<ArtifactId>,
  prop: PropertySchema,
  valueFor: (artifact: Artifact) => PropValue,
): Edited {
  const changes: (() => void)[] = []
  return planEach(edit, ids, prop, valueFor, changes) ?? writeAll(edit, changes)
}

/** Adds what is to be written to `changes`, or says why not. */
function planEach(
  edit: Edit,
  ids: Iterable<ArtifactId>,
  prop: PropertySchema,
  valueFor: (artifact: Artifact) => PropValue,
  changes: (() => void)[],
): Refused | null {
  for (const id of new Set(ids)) {
    const found = editable(edit, id)
    if (!found.ok) return found
    const value = valueFor(found.artifact)
    const isReset = value === null && SCHEMA[prop].usual !== undefined
    const checked = checkProp(prop, value)
    if (!checked.ok) return refuseEdit('value', `${SCHEMA[prop].label}: ${checked.text}`)
    if (fieldOf(prop) !== 'place') changes.push(() => put(found.map, prop, isReset ? null : checked.value))
    else if (!stands(found)) return refuseEdit('place', 'It is not on any floor now.')
    else changes.push(() => placeAt(found, prop, checked.value))
  }
  return null
}

function writeAll(edit: Edit, changes: readonly (() => void)[]): Edited {
  if (changes.length === 0) return EDITED
  return write(edit, () => {
    for (const change of changes) change()
  })
}

function put(map: Y.Map<unknown>, prop: PropertySchema, value: PropValue): void {
  const [first, second] = RULES[fieldOf(prop)].keys
  const at = second === undefined ? map : innerMap(map, first)
  if (value === null) erase(at, second ?? first)
  else at.set(second ?? first, value)
}

/** On the floor where it is written: a thing that broke a circle or lost its host is shown in limbo. */
const stands = ({ artifact }: Editable): boolean =>
  artifact.place !== null && artifact.host !== null && artifact.host !== 'limbo'

function placeAt({ artifact, map }: Editable, prop: PropertySchema, value: PropValue): void {
  if (!artifact.place) return
  const { host, x, y, facing } = artifact.place
  const next = { host, x, y, facing, [prop.slice('place.'.length)]: value }
  map.set('place', replaced(map.get('place'), next))
}
