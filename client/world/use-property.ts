// One property of the opened things: its present value, and how to set, step and reset it, each as one step
// of undo.
import { useCallback, useRef } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import { setProp, stepProp } from '../../shared/world/edits/property-edits.ts'
import { commonOf, propOf, writtenProp, type Common } from '../../shared/world/edits/property-values.ts'
import {
  SCHEMA,
  type Described,
  type PropertySchema,
  type PropValue,
} from '../../shared/world/property-schema.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { editWithNotice } from './context/act.ts'
import { useView, useWorld } from './context/use-world.ts'

export interface PropState extends Described {
  readonly prop: PropertySchema
  readonly common: Common
  /** Whether something of it can be taken back to the usual value. */
  readonly isSet: boolean
  /** The written value under that of code, in one thing; undefined where nothing stands over it. */
  readonly written: PropValue | undefined
  /** Whether code stands over it in some of several. */
  readonly isLive: boolean
  readonly set: (value: PropValue) => boolean
  readonly step: (by: number) => void
}

export function useProp(ids: readonly ArtifactId[], prop: PropertySchema): PropState {
  const world = useWorld()
  const artifacts = useArtifacts(ids)
  const described = SCHEMA[prop]
  const { usual } = described
  const [only] = ids
  const written = useView((view) =>
    ids.length === 1 && only !== undefined ? writtenProp(view, only, prop) : undefined,
  )
  return {
    ...described,
    prop,
    common: commonOf(artifacts, prop),
    isSet: usual !== undefined && artifacts.some((artifact) => propOf(artifact, prop) !== usual),
    written,
    isLive: useView((view) => ids.some((id) => writtenProp(view, id, prop) !== undefined)),
    set: (value) => editWithNotice(world, (edit) => setProp(edit, ids, prop, value)),
    step: (by) => {
      editWithNotice(world, (edit) => stepProp(edit, ids, prop, by))
    },
  }
}

/** Several things; the same array until one of them changes. */
export function useArtifacts(ids: readonly ArtifactId[]): readonly Artifact[] {
  const last = useRef<readonly Artifact[]>([])
  const read = useCallback(
    (view: View) => {
      const now = ids.flatMap((id) => view.artifact(id) ?? [])
      const isSame = now.length === last.current.length && now.every((one, at) => one === last.current[at])
      if (!isSame) last.current = now
      return last.current
    },
    [ids],
  )
  return useView(read)
}
