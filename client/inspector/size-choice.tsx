// How large a thing is, in steps of the grid.
import type { Artifact } from '../../shared/world/artifact.ts'
import { setLook } from '../../shared/world/edit-fields.ts'
import { act } from '../floor/act.ts'
import { useWorld } from '../floor/world.ts'

const SIZES = [
  { side: 32, label: 'Small' },
  { side: 64, label: 'Usual' },
  { side: 96, label: 'Large' },
  { side: 128, label: 'Huge' },
] as const

export function SizeChoice({ artifact: { id, look } }: { readonly artifact: Artifact }) {
  const world = useWorld()
  return (
    <fieldset aria-label="Size" className="sizes">
      {SIZES.map(({ side, label }) => (
        <button
          key={side}
          type="button"
          className="size"
          aria-pressed={look.width === side && look.height === side}
          onClick={() => act(world, (edit) => setLook(edit, id, { width: side, height: side }))}
        >
          {label}
        </button>
      ))}
    </fieldset>
  )
}
