// One world of the list: its title, where it is, when it changed, and the actions for it.
import {
  Download,
  FolderDown,
  Link2,
  MonitorX,
  MoreHorizontal,
  MoveRight,
  Trash2,
  Globe,
  Lock,
  Users,
} from 'lucide-react'
import { useState } from 'react'
import { atLeast } from '../../shared/world/rights.ts'
import { Ago } from '../parts/ago.tsx'
import { wordsOf } from '../api/request.ts'
import { copyText } from '../notices/copy-text.ts'
import { ReviewLink } from '../parts/review-link.tsx'
import { Link } from '../parts/route-link.tsx'
import { notify } from '../notices/notices.ts'
import { pathOfWorld } from '../navigation/route.ts'
import { Menu, MenuItem, MenuLink, MenuRule } from '../parts/menu.tsx'
import { MoveWorldCard } from './move-world.tsx'
import { RemoveWorldCard } from './remove-world.tsx'
import { CAN } from '../words/right-words.ts'
import { binWorld, exportPath, restoreWorld } from '../api/worlds-api.ts'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import type { ListedWorld } from '../session/listed-worlds.ts'
import { useLineOrder } from './home-order.ts'
import { OrderItems, StarButton } from './order-controls.tsx'
import { WorldPicture } from './world-picture.tsx'
import { PortalItem, type PortalTarget } from './portal-item.tsx'
import type { Address } from '../../shared/world/address.ts'

interface WorldLineProps {
  readonly world: ListedWorld
  /** A draft, below its world. */
  readonly isBelow: boolean
  readonly offline: boolean
  readonly onChange: () => void
  readonly onPortal: (to: PortalTarget) => void
  /** Saves the world as a folder; rejects when it could not be saved. */
  readonly saveFolder: (world: Address) => Promise<void>
}

export function WorldLine(props: WorldLineProps) {
  const { world, isBelow, offline } = props
  const { address, changedAt, openedAt, draft } = world
  const { order } = useLineOrder()
  const title = isBelow && draft !== null ? draft.title : world.title.trim() || 'Untitled'
  const isByOpening = order.sort === 'opened' && openedAt !== null
  return (
    <div className="world-line">
      <Link to={pathOfWorld(address)} className="world-link">
        {!isBelow && <WorldPicture world={world} />}
        <span className="world-title">
          {title}
          {draft !== null && <span className="world-draft">draft{!isBelow && `: ${draft.title}`}</span>}
          {world.seenBy && <SeenBy by={world.seenBy} />}
        </span>
        <span className="world-facts">
          <span className="address">{address}</span>
          {world.owner !== null && ` · by ${world.owner}`}
          {world.right !== null && world.right !== 'own' && ` · you ${CAN[world.right]}`}
          {isByOpening && (
            <>
              {' · '}
              opened here <Ago at={openedAt} />
            </>
          )}
          {!isByOpening && changedAt !== null && (
            <>
              {' · '}
              changed <Ago at={changedAt} />
            </>
          )}
          {world.onDevice && !offline && ' · also on this device'}
        </span>
      </Link>
      {draft?.reviewAskedAt !== undefined && <ReviewLink draft={address} title={draft.title} />}
      {!isBelow && <StarButton world={world} title={title} />}
      <WorldMenu {...props} title={title} />
    </div>
  )
}

function WorldMenu(props: WorldLineProps & { readonly title: string }) {
  const { world, isBelow, title, offline, onChange, onPortal } = props
  const [moving, setMoving] = useState(false)
  const [removing, setRemoving] = useState(false)
  // If the right is not known, the server refuses when it must. The history goes along to people who may
  // write.
  const right = world.right ?? 'own'
  const isMine = right === 'own'
  const hasHistory = atLeast(right, 'edit')
  function binned(): void {
    onChange()
    notify({ text: `“${title}” is in the bin.`, action: { label: 'Undo', run: restore } })
  }
  function bin(): void {
    binWorld(world.address).then(binned, (error: unknown) => notify({ text: wordsOf(error) }))
  }
  function restore(): void {
    restoreWorld(world.id).then(onChange, (error: unknown) => notify({ text: wordsOf(error) }))
  }
  function saveFolder(): void {
    props.saveFolder(world.address).catch((error: unknown) => notify({ text: wordsOf(error) }))
  }
  function copyLink(): void {
    copyText(`${location.origin}${pathOfWorld(world.address)}`, 'The link is copied.')
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
        {!isBelow && <OrderItems world={world} />}
        <MenuItem icon={<Link2 size={16} aria-hidden="true" />} onClick={copyLink}>
          Copy link
        </MenuItem>
        {!offline && (
          <>
            <PortalItem to={{ address: world.address, title }} onPortal={onPortal} />
            {isMine && (
              <MenuItem icon={<MoveRight size={16} aria-hidden="true" />} onClick={() => setMoving(true)}>
                Change address
              </MenuItem>
            )}
            {hasHistory && (
              <MenuLink icon={<Download size={16} aria-hidden="true" />} href={exportPath(world.address)}>
                Export as a file
              </MenuLink>
            )}
            <MenuItem icon={<FolderDown size={16} aria-hidden="true" />} onClick={saveFolder}>
              Save as a folder
            </MenuItem>
          </>
        )}
        {(world.onDevice || (!offline && isMine)) && <MenuRule />}
        {world.onDevice && (
          <MenuItem icon={<MonitorX size={16} aria-hidden="true" />} onClick={() => setRemoving(true)}>
            Remove from this device
          </MenuItem>
        )}
        {!offline && isMine && (
          <MenuItem icon={<Trash2 size={16} aria-hidden="true" />} onClick={bin}>
            Move to bin
          </MenuItem>
        )}
      </Menu>
      <MoveWorldCard world={world} open={moving} onClose={() => setMoving(false)} onMoved={onChange} />
      <RemoveWorldCard
        world={world}
        title={title}
        open={removing}
        onClose={() => setRemoving(false)}
        onRemoved={onChange}
      />
    </>
  )
}

const MARKS = {
  me: { Icon: Lock, words: 'only you can see it' },
  some: { Icon: Users, words: 'shared with some people' },
  everyone: { Icon: Users, words: 'everyone who is signed in can see it' },
  public: { Icon: Globe, words: 'anyone can see it' },
} as const satisfies Record<NonNullable<WorldSummary['seenBy']>, unknown>

/** The small mark beside a title: who else can see the world. */
function SeenBy({ by }: { readonly by: NonNullable<WorldSummary['seenBy']> }) {
  const { Icon, words } = MARKS[by]
  return (
    <span className="seen-by" title={words}>
      <Icon size={14} aria-hidden="true" />
      <span className="unseen">({words})</span>
    </span>
  )
}
