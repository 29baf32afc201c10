// The line over a world whose node is asleep: what one can still do there, how much waits, and what others of
// one's own node wrote that waits, too. It can be put away until that node sleeps again.
import { Moon, X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { WaitingPerson } from '../../shared/wire/frames/action-frames.ts'
import { atLeast, type Right } from '../../shared/world/rights.ts'
import { notify } from '../notices/notices.ts'
import { count } from '../words/counts.ts'
import { useSync, useWorld } from '../world/context/use-world.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { useMode, useRight } from '../world/play/you.ts'
import { useHostOf, useSleepingHost } from '../world/peers/use-host.ts'
import { waitingLines } from '../world/peers/waiting-words.ts'
import './host-line.css'

export default function HostLine() {
  const { replica } = useWorld()
  const node = useSleepingHost()
  const { state } = useSync(replica)
  // Without a network nobody here knows how that node is.
  if (node === null || state === 'offline') return null
  return <Asleep key={node} node={node} />
}

function Asleep({ node }: { readonly node: string }) {
  const { replica, tryOut } = useWorld()
  const right = useRight()
  const host = useHostOf(replica)
  const pending = host?.pending ?? 0
  const isWalking = useMode() === 'walk'
  const [isAway, setAway] = useState(false)
  useEffect(() => {
    const { documentElement } = document
    documentElement.toggleAttribute('data-host-asleep', true)
    return () => documentElement.removeAttribute('data-host-asleep')
  }, [])
  if (isAway) return null
  function walkAlone(): void {
    tryOut().catch(() => notify({ text: 'That did not work. Try again.' }))
  }
  return (
    <aside className="floor-line" aria-label="The node of this world">
      <Moon size={16} aria-hidden="true" />
      <output>
        {sleepWords(node, right, host?.why)}
        {pending > 0 && ` ${waits(pending)}.`}
      </output>
      {isWalking && <Button onClick={walkAlone}>Walk alone</Button>}
      <IconButton label="Hide this line" onClick={() => setAway(true)}>
        <X size={16} aria-hidden="true" />
      </IconButton>
      {host?.others?.map((other, index) => (
        <Waiting key={index} other={other} />
      ))}
    </aside>
  )
}

const waits = (changes: number): string => `${count(changes, 'change')} ${changes === 1 ? 'waits' : 'wait'}`

function Waiting({ other: { who, changes, update } }: { readonly other: WaitingPerson }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="host-waiting" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {who}: {waits(changes)}
      </summary>
      {isOpen && <WaitingWords update={update} />}
    </details>
  )
}

function WaitingWords({ update }: Pick<WaitingPerson, 'update'>) {
  const { replica } = useWorld()
  const lines = useMemo(
    () => (update === null ? null : waitingLines(replica.scene, update)),
    [replica, update],
  )
  if (lines === null) return <p>It is too much to be shown here.</p>
  return (
    <ul>
      {lines.map(({ id, name, words }) => (
        <li key={id}>
          {name}: {words}
        </li>
      ))}
    </ul>
  )
}

/** `why`: it is not asleep, but cannot be reached for that reason. */
function sleepWords(node: string, right: Right, why: string | undefined): string {
  const until = why === undefined ? 'it wakes' : 'that is put right'
  const sent =
    why === undefined
      ? '; your changes are sent when it wakes.'
      : ': your changes are kept on this node, and sent once that is put right.'
  const does = atLeast(right, 'edit')
    ? `You can read and write here${sent}`
    : `You can read here, but nothing responds until ${until}.`
  return `${why ?? `${node} is asleep.`} ${does}`
}
