// A group of properties, folded away until it is wanted.
import { useState, type ReactNode } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { GROUPS, propsOf, SCHEMA, type PropertyGroup } from '../../shared/world/property-schema.ts'
import { storePreference, readPreference } from '../device/preferences.ts'
import { PropLine } from './prop-line.tsx'
import './props.css'

interface PropGroupProps {
  readonly group: PropertyGroup
  readonly ids: readonly ArtifactId[]
  /** Open until somebody folds it: for the only group. */
  readonly startsOpen?: boolean
  readonly children?: ReactNode
}

export function PropGroup({ group, ids, startsOpen = false, children }: PropGroupProps) {
  const [isOpen, setOpen] = useState(() => startsOpen || readPreference(`group.${group}`) === 'open')
  const title = GROUPS.find(({ id }) => id === group)?.title ?? ''
  return (
    <details
      className="part"
      open={isOpen}
      onToggle={(event) => {
        const { open } = event.currentTarget
        if (open === isOpen) return
        setOpen(open)
        storePreference(`group.${group}`, open ? 'open' : null)
      }}
    >
      <summary className="part-title">{title}</summary>
      {isOpen && (
        <>
          <div className="props">
            {propsOf(group)
              .filter((prop) => SCHEMA[prop].kind.type !== 'sprite')
              .map((prop) => (
                <PropLine key={prop} ids={ids} prop={prop} />
              ))}
          </div>
          {children}
        </>
      )}
    </details>
  )
}
