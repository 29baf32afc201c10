// What lies open beside the floor: on the right of a window, as a sheet from the foot of a phone.
import { lazy, Suspense } from 'react'
import { PeopleList } from '../people/people.tsx'
import { Limbo } from './limbo.tsx'
import { Panel } from './panel.tsx'
import { useSelected } from './selection.ts'
import { useWorld } from './world.ts'

const Inspector = lazy(() => import('../inspector/inspector.tsx'))

export default function SidePanel() {
  const { selection } = useWorld()
  const panel = useSelected(selection, (now) => now.panel)
  switch (panel.kind) {
    case 'none':
      return null
    case 'inspector':
      return (
        <Suspense fallback={null}>
          <Inspector key={panel.id} id={panel.id} />
        </Suspense>
      )
    case 'limbo':
      return (
        <Panel title="Limbo">
          <Limbo />
        </Panel>
      )
    case 'people':
      return (
        <Panel title="Here now">
          <PeopleList />
        </Panel>
      )
  }
}
