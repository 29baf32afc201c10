// All properties of the opened things, one or many, by group.
import type { ArtifactId } from '../../shared/world/address.ts'
import { setProps } from '../../shared/world/edits/property-edits.ts'
import { useMe } from '../session/me.ts'
import { editWithNotice } from '../world/context/act.ts'
import { sizeOf } from '../world/edits/make-artifacts.ts'
import { troubleWith } from '../world/geometry/paper-colors.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Drawing } from '../drawings/thing-drawing.tsx'
import { ChoosePicture } from '../parts/world/choose-picture.tsx'
import { PropGroup } from './prop-group.tsx'
import { useArtifacts, useProp } from '../world/use-property.ts'
import { Suspense } from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import { useInspectorSlots } from './inspector-slots.ts'

interface GroupsProps {
  readonly ids: readonly ArtifactId[]
  /** Open from the start: there is nothing else to show. */
  readonly startsOpen?: boolean
}

export function ThingGroups({ ids, startsOpen = false }: GroupsProps) {
  return (
    <>
      <PropGroup group="look" ids={ids} startsOpen={startsOpen}>
        <SpriteChoice ids={ids} />
      </PropGroup>
      <PropGroup group="place" ids={ids} startsOpen={startsOpen} />
      <PropGroup group="play" ids={ids} startsOpen={startsOpen} />
      <ColorGroup ids={ids} />
    </>
  )
}

function SpriteChoice({ ids }: { readonly ids: readonly ArtifactId[] }) {
  const world = useWorld()
  const { common } = useProp(ids, 'look.sprite')
  const artifacts = useArtifacts(ids)
  const { person } = useMe()
  const slots = useInspectorSlots()
  /** A thing of the default size of its kind gets that of the other kind. */
  function dress(sprite: string): void {
    const isUsual = artifacts.every(({ look }) => {
      const usual = sizeOf(look.sprite)
      return look.width === usual.width && look.height === usual.height
    })
    const { width, height } = sizeOf(sprite)
    const size = isUsual ? { 'look.width': width, 'look.height': height } : {}
    editWithNotice(world, (edit) => setProps(edit, ids, { 'look.sprite': sprite, ...size }))
  }
  async function picture([file]: readonly File[]): Promise<void> {
    if (file === undefined) return
    const made = await slots.prepareLook(world, person.id, file)
    if (made === null) return
    const { sprite, width, height } = made
    const look = { 'look.sprite': sprite, 'look.width': width, 'look.height': height }
    editWithNotice(world, (edit) => setProps(edit, ids, look))
  }
  const chosen = typeof common.value === 'string' ? common.value : null
  return (
    <details className="prop-more">
      <summary className="prop-more-title">
        <span className="small-drawing">{chosen !== null && <Drawing name={chosen} />}</span>
        Change picture
      </summary>
      <ChoosePicture label="A picture…" onFiles={(files) => void picture(files)} />
      <SpriteGrid chosen={chosen} onChoose={dress} />
    </details>
  )
}

/** The colours of a floor, with those that cannot be read. */
export function ColorGroup({ ids, startsOpen = false }: GroupsProps) {
  const artifacts = useArtifacts(ids)
  const trouble = artifacts.map(({ colors }) => troubleWith(colors)).find((words) => words !== null)
  return (
    <PropGroup group="colors" ids={ids} startsOpen={startsOpen}>
      {trouble !== undefined && <output className="prop-contrast">{trouble}</output>}
    </PropGroup>
  )
}

const Looks = lazyWithRetry(() => import('../parts/looks/look-search.tsx'))

interface SpriteGridProps {
  readonly chosen: string | null
  readonly onChoose: (sprite: string) => void
}

/** Every look that a thing can have, with a search. */
function SpriteGrid({ chosen, onChoose }: SpriteGridProps) {
  return (
    <Suspense fallback={null}>
      <Looks chosen={chosen} onChoose={({ sprite }) => onChoose(sprite)} />
    </Suspense>
  )
}
