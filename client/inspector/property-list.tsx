// Properties as sentences that are so or not, and numbers in percent.
import { Switch } from '@base-ui/react/switch'
import { useId } from 'react'
import type { Artifact, Properties } from '../../shared/world/artifact.ts'
import { setProperty } from '../../shared/world/edit-fields.ts'
import { act } from '../floor/act.ts'
import { useWorld } from '../floor/world.ts'

type Flag = 'passable' | 'pushable' | 'pickable' | 'locked'

const FLAGS: readonly { readonly key: Flag; readonly label: string }[] = [
  { key: 'passable', label: 'One can walk through it' },
  { key: 'pushable', label: 'It can be pushed' },
  { key: 'pickable', label: 'It can be picked up' },
  { key: 'locked', label: 'Nobody can enter it' },
]

export function PropertyList({ artifact }: { readonly artifact: Artifact }) {
  return (
    <div className="properties">
      {FLAGS.map(({ key, label }) => (
        <FlagLine key={key} artifact={artifact} flag={key} label={label} />
      ))}
    </div>
  )
}

interface FlagLineProps {
  readonly artifact: Artifact
  readonly flag: Flag & keyof Properties
  readonly label: string
}

function FlagLine({ artifact: { id, properties }, flag, label }: FlagLineProps) {
  const world = useWorld()
  const labelId = useId()
  return (
    <div className="property">
      <span id={labelId}>{label}</span>
      <Switch.Root
        className="switch"
        aria-labelledby={labelId}
        checked={properties[flag]}
        onCheckedChange={(next) => act(world, (edit) => setProperty(edit, id, flag, next))}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </div>
  )
}
