// The panel beside the timeline: who wrote when, moments with names, and what changed between two.
import { Tabs } from '@base-ui/react/tabs'
import { useEffect, useState } from 'react'
import { useSelected } from '../../world/context/selection.ts'
import { useArtifactState, useWorld } from '../../world/context/use-world.ts'
import { showTimeline, toggleAuthors, useAuthorsShown } from '../../world/timeline-shown.ts'
import ValueAuthors from '../authors/value-authors.tsx'
import { ChangeList } from '../changes/change-list.tsx'
import { useComparison } from '../use-time-travel.ts'
import { SessionList } from './session-list.tsx'
import { VersionLines } from './version-lines.tsx'
import '../history.css'
import './history-panel.css'

type HistoryPart = 'sessions' | 'versions' | 'changes'

export default function HistoryPanel() {
  const comparison = useComparison()
  const [part, setPart] = useState<HistoryPart>(comparison === null ? 'sessions' : 'changes')
  const [before, setBefore] = useState(comparison)
  // What changed is shown when somebody asks for it, from wherever.
  if (comparison !== before) {
    setBefore(comparison)
    if (comparison?.entries === null) setPart('changes')
  }
  useEffect(showTimeline, [])
  return (
    <div className="history-panel">
      <Tabs.Root value={part} onValueChange={(next: HistoryPart) => setPart(next)}>
        <Tabs.List className="history-tabs" aria-label="What of the history">
          <Tabs.Tab className="history-tab" value="sessions">
            Sessions
          </Tabs.Tab>
          <Tabs.Tab className="history-tab" value="versions">
            Versions
          </Tabs.Tab>
          <Tabs.Tab className="history-tab" value="changes">
            Changes
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="sessions">
          <SelectedThing />
          <AuthorsSwitch />
          <SessionList />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionLines />
        </Tabs.Panel>
        <Tabs.Panel value="changes">
          <ChangeList />
        </Tabs.Panel>
      </Tabs.Root>
    </div>
  )
}

/** A thing of the past that is selected: who gave it its values. Now the inspector says it. */
function SelectedThing() {
  const { selection, past } = useWorld()
  const chosen = useSelected(selection, (now) => now.id)
  const artifact = useArtifactState(chosen, (one) => one)
  if (past === null || artifact === null) return null
  return (
    <details className="part selected-thing" open>
      <summary className="part-title">{artifact.name === '' ? 'The selected thing' : artifact.name}</summary>
      <ValueAuthors key={artifact.id} id={artifact.id} />
    </details>
  )
}

/** Shows on the page who wrote what, or not. */
function AuthorsSwitch() {
  return (
    <label className="authors-switch">
      <input type="checkbox" checked={useAuthorsShown()} onChange={toggleAuthors} />
      Show on the page who wrote what
    </label>
  )
}
