// The processes that are the node, where it has several: which one leads, and handing over.
import { useState } from 'react'
import type { ProcessInfo } from '../../../shared/wire/api/process-bodies.ts'
import { drainProcess, fetchProcesses } from '../../api/admin-api.ts'
import { useRepeat } from '../../browser/use-repeat.ts'
import { Ago } from '../../parts/ago.tsx'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'
import { Table, type Column } from '../frame/admin-table.tsx'

/** How often it is asked again while it is looked at, in ms. */
const AGAIN_MS = 5_000

const COLUMNS: readonly Column<ProcessInfo>[] = [
  { title: 'Process', cell: ({ address }) => <span className="address">{address}</span> },
  { title: 'Part', cell: partOf },
  { title: 'Since', cell: ({ since }) => <Ago at={since} /> },
  { title: 'Worlds', cell: ({ worlds }) => worlds, isNumber: true },
  { title: 'Connections', cell: ({ connections }) => connections, isNumber: true },
  { title: 'Load', cell: loadOf, isNumber: true },
]

/** One that does not read what the others change holds up each change. */
function partOf({ leads, behind }: ProcessInfo): string {
  if (leads) return 'Leads'
  return behind > 0 ? `Passes on (${behind} changes behind)` : 'Passes on'
}

/** Of one core. */
function loadOf({ load }: ProcessInfo): string {
  return load === undefined ? 'No answer' : `${Math.round(load * 100)} %`
}

/** Nothing where the node is one process alone. */
export function Processes() {
  const [asked, again] = useRequest(fetchProcesses)
  useRepeat(again, AGAIN_MS)
  const [leaving, setLeaving] = useState<ProcessInfo | null>(null)
  if (asked.state !== 'here' || asked.value.every(({ address }) => address === null)) return null
  const processes = asked.value
  return (
    <section aria-labelledby="processes" className="admin-block">
      <h2 className="section-title" id="processes">
        Processes
      </h2>
      <Table
        label="Processes"
        columns={COLUMNS}
        lines={processes}
        keyOf={({ id }) => id}
        renderWays={(process) => (
          <Button
            disabled={processes.length < 2}
            onClick={() => setLeaving(process)}
            aria-label={`Hand over from ${process.address}…`}
          >
            Hand over…
          </Button>
        )}
      />
      {processes.length < 2 && (
        <p className="section-text">
          There is no other process that could go on if this one failed. docs/cluster.md says how to start
          one.
        </p>
      )}
      <Question
        title={`Hand over from ${leaving?.address ?? ''}?`}
        text={
          leaving?.leads === true
            ? 'It ends, and another process leads. Everybody connects again by themselves, within a few seconds.'
            : 'It ends. Those who came in there connect again by themselves.'
        }
        yes="Hand over"
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        onYes={async () => {
          if (leaving !== null) await drainProcess(leaving.id)
          again()
        }}
      />
    </section>
  )
}
