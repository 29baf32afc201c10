// The panel beside the timeline: who wrote when, moments with names, and what changed between two.
import { Tabs } from '@base-ui/react/tabs'
import { useEffect, useState } from 'react'
import { showTimeline } from '../../world/timeline-shown.ts'
import { ChangeList } from '../changes/change-list.tsx'
import { useComparison } from '../use-time-travel.ts'
import { AuthorsSwitch } from '../authors/authors-switch.tsx'
import { SelectedThing } from '../authors/selected-thing.tsx'
import { SessionList } from './session-list.tsx'
import { VersionLines } from './version-lines.tsx'
import '../history.css'
import './history-panel.css'

type HistoryPart = 'sessions' | 'versions' | 'changes'

export default function HistoryPanel() {
  const comparison = useComparison()
  const isComparing = comparison !== null
  const [part, setPart] = useState<HistoryPart>(isComparing ? 'changes' : 'sessions')
  const [wasComparing, setWasComparing] = useState(isComparing)
  // What changed is shown when somebody asks for it, from wherever.
  if (isComparing !== wasComparing) {
    setWasComparing(isComparing)
    if (isComparing) setPart('changes')
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
