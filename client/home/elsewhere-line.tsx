// A world of another node in the list of worlds: its owner, whether its node is awake, and the state of the
// kept copy.
import { Link2, MonitorX, MoreHorizontal, ServerOff } from 'lucide-react'
import { useState } from 'react'
import { nodeOf, partsOf, type Address } from '../../shared/world/address.ts'
import { Ago } from '../parts/ago.tsx'
import { CallError } from '../api/request.ts'
import { copyText } from '../notices/copy-text.ts'
import { Link } from '../parts/route-link.tsx'
import { notify } from '../notices/notices.ts'
import { pathOfWorld } from '../navigation/route.ts'
import { RemoveWorldCard } from './remove-world.tsx'
import type { ListedWorld } from '../session/listed-worlds.ts'
import { Question } from '../parts/dialog.tsx'
import { Menu, MenuItem, MenuRule } from '../parts/menu.tsx'
import { CAN } from '../words/right-words.ts'
import { removeFromNode } from '../api/peer-worlds-api.ts'
import { HostState } from '../parts/world/host-state-line.tsx'
import { OrderItems, StarButton } from './order-controls.tsx'
import { PortalItem, type PortalTarget } from './portal-item.tsx'

interface ElsewhereLineProps {
  readonly world: ListedWorld
  readonly offline: boolean
  readonly onChange: () => void
  readonly onPortal: (to: PortalTarget) => void
}

export function ElsewhereLine({ world, offline, onChange, onPortal }: ElsewhereLineProps) {
  const { address, host, right, openedAt, onDevice } = world
  const title = world.title.trim() === '' ? 'Untitled' : world.title
  const state = offline ? 'unknown' : (host?.state ?? 'unknown')
  return (
    <div className="world-line">
      <Link to={pathOfWorld(address)} className="world-link">
        <span className="world-title">{title}</span>
        <span className="world-facts">
          <HostState state={state} />
          <span className="address">{address}</span>
          {right !== null && ` · you ${CAN[right]}`}
          {openedAt !== null && (
            <>
              {' · '}
              last opened here <Ago at={openedAt} />
            </>
          )}
          {onDevice && !offline && ' · also on this device'}
        </span>
      </Link>
      <StarButton world={world} title={title} />
      <ElsewhereMenu {...{ world, title, offline, onChange, onPortal }} />
    </div>
  )
}

/** The address of its page on its own node. */
function linkThere(address: Address): string {
  const { account, world } = partsOf(address)
  const node = nodeOf(address)
  const scheme = node !== null && /:\d+$/.test(node) ? location.protocol : 'https:'
  const [name = ''] = account.split('@')
  return `${scheme}//${node}/w/${encodeURIComponent(name)}/${encodeURIComponent(world)}`
}

function ElsewhereMenu({
  world,
  title,
  offline,
  onChange,
  onPortal,
}: ElsewhereLineProps & { readonly title: string }) {
  const [asking, setAsking] = useState<'device' | 'node' | 'lose' | null>(null)
  const { address, onDevice } = world
  const node = nodeOf(address) ?? ''
  async function remove(lose: boolean): Promise<void> {
    try {
      await removeFromNode(address, lose)
    } catch (error) {
      if (!(error instanceof CallError) || error.code !== 'waiting' || lose) throw error
      // The other question comes when this one has closed.
      setTimeout(() => setAsking('lose'))
      return
    }
    onChange()
    notify({ text: `“${title}” is no longer kept here.` })
  }
  return (
    <>
      <Menu
        trigger={
          <button type="button" className="icon-button" aria-label={`More for ${title}`}>
            <MoreHorizontal size={18} aria-hidden="true" />
          </button>
        }
      >
        <OrderItems world={world} />
        <MenuItem
          icon={<Link2 size={16} aria-hidden="true" />}
          onClick={() => copyText(linkThere(address), 'The link is copied.')}
        >
          Copy link
        </MenuItem>
        {!offline && <PortalItem to={{ address, title }} onPortal={onPortal} />}
        {(onDevice || !offline) && <MenuRule />}
        {onDevice && (
          <MenuItem icon={<MonitorX size={16} aria-hidden="true" />} onClick={() => setAsking('device')}>
            Remove from this device
          </MenuItem>
        )}
        {!offline && (
          <MenuItem icon={<ServerOff size={16} aria-hidden="true" />} onClick={() => setAsking('node')}>
            Remove from my list
          </MenuItem>
        )}
      </Menu>
      <RemoveWorldCard
        world={world}
        title={title}
        open={asking === 'device'}
        onClose={() => setAsking(null)}
        onRemoved={onChange}
      />
      <Question
        title={`Remove “${title}” from your list?`}
        text={`It stays on ${node}, and comes back when you open it. Until then it will not open while that node is asleep.`}
        yes="Remove"
        open={asking === 'node'}
        onClose={() => setAsking((now) => (now === 'node' ? null : now))}
        onYes={() => remove(false)}
      />
      <Question
        title="Some of your changes are waiting"
        text={`They have not reached ${node} yet, and would be lost. Keep the world on your list, and they will be sent when that node wakes.`}
        yes="Lose my changes"
        open={asking === 'lose'}
        onClose={() => setAsking(null)}
        onYes={() => remove(true)}
      />
    </>
  )
}
