// The actions for the selected thing, beside it, for people who do not know the keys.
import { Archive, Ellipsis, Hand, LogIn, PenLine, TextCursorInput } from 'lucide-react'
import { useMemo, useRef, useState, type ComponentProps, type KeyboardEvent, type RefObject } from 'react'
import { nameInWords, type Artifact } from '../../../shared/world/artifact.ts'
import { usePhone } from '../../browser/media.ts'
import { readPreference, storePreference } from '../../device/preferences.ts'
import { keysOf } from '../../device/shortcuts.ts'
import { ActionButton } from '../../parts/actions/action-button.tsx'
import { IconButton } from '../../parts/button.tsx'
import { useCardPlace } from '../../parts/actions/card-place.ts'
import { FootOfFloor } from '../../parts/actions/foot-of-floor.tsx'
import { Menu } from '../../parts/menu.tsx'
import { use } from '../../world/context/act.ts'
import { MoreItems } from './more-items.tsx'
import { putAllAway } from '../../world/edits/selected-edits.ts'
import { sideOf } from '../../world/geometry/floor-side.ts'
import { useGoTo } from '../../world/shown-floor.ts'
import { useCanBeUsed, useWorld } from '../../world/context/use-world.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'

interface ThingToolsProps {
  readonly artifact: Artifact
}

/** On a phone there is no room by the thing: there they stand at the foot of the floor. */
export default function ThingTools({ artifact }: ThingToolsProps) {
  return usePhone() ? null : <ToolsByThing artifact={artifact} />
}

function ToolsByThing({ artifact }: ThingToolsProps) {
  const bar = useRef<HTMLDivElement>(null)
  const place = useCardPlace(bar)
  const floor = document.querySelector<HTMLElement>('.floor-window')
  if (place === 'below' || floor === null) return <Tools artifact={artifact} bar={bar} />
  return (
    <FootOfFloor floor={floor} at={place}>
      <ToolsAtFoot artifact={artifact} bar={bar} />
    </FootOfFloor>
  )
}

interface ThingBarProps extends ThingToolsProps {
  readonly bar?: RefObject<HTMLDivElement | null>
  readonly isAtFoot?: boolean
}

export const ToolsAtFoot = (props: ThingBarProps) => <Tools {...props} isAtFoot />

/** Said in words until somebody has used one of them on this device. */
const KNOWN = 'tools-known'

function Tools({ artifact, bar, isAtFoot = false }: ThingBarProps) {
  const world = useWorld()
  const goTo = useGoTo()
  const { id, name } = artifact
  const canBeUsed = useCanBeUsed(id)
  function letGo(event: KeyboardEvent<HTMLElement>): void {
    // Menus tell of their keys here, too.
    const isOwn = event.target instanceof Node && event.currentTarget.contains(event.target)
    if (meantKeyOf(event) !== 'Escape' || !isOwn) return
    event.stopPropagation()
    world.selection.select(null)
    document.querySelector<HTMLElement>('.floor-window')?.focus({ preventScroll: true })
  }
  const [isKnown] = useState(() => readPreference(KNOWN) !== null)
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={`Actions for ${nameInWords(name)}`}
      className={isAtFoot ? 'thing-tools thing-tools-at-foot' : 'thing-tools'}
      data-side={sideOf(artifact)}
      data-worded={!isKnown || undefined}
      onClickCapture={() => storePreference(KNOWN, 'yes')}
      tabIndex={-1}
      onKeyDown={letGo}
    >
      {canBeUsed && (
        <ActionButton icon={Hand} label="Use" keys={keysOf('use')} onClick={() => use(world, id)} />
      )}
      <Tool
        icon={PenLine}
        label="Edit"
        keys={keysOf('open')}
        isWorded={!isKnown}
        onClick={() => world.selection.inspect(id)}
      />
      <Tool icon={LogIn} label="Go in" keys={keysOf('goIn')} isWorded={!isKnown} onClick={() => goTo(id)} />
      <Tool
        icon={TextCursorInput}
        label="Rename"
        keys={keysOf('rename')}
        isWorded={!isKnown}
        onClick={() => world.selection.name(id)}
      />
      <Tool
        icon={Archive}
        label="Put away"
        keys={keysOf('putAway')}
        isWorded={!isKnown}
        onClick={() => putAllAway(world, [id])}
      />
      <MoreTools id={id} isWorded={!isKnown} />
    </div>
  )
}

type ToolProps = ComponentProps<typeof ActionButton> & { readonly isWorded: boolean }

function Tool({ isWorded, icon: Icon, label, keys, ...rest }: ToolProps) {
  // The word says what a tooltip would.
  if (isWorded) return <ActionButton icon={Icon} label={label} {...rest} />
  return (
    <IconButton label={label} {...(keys !== undefined && { keys })} {...rest}>
      <Icon size={17} aria-hidden="true" />
    </IconButton>
  )
}

/** The less frequent ones. */
function MoreTools({ id, isWorded }: Pick<Artifact, 'id'> & Pick<ToolProps, 'isWorded'>) {
  const ids = useMemo(() => new Set([id]), [id])
  return (
    <Menu trigger={<Tool icon={Ellipsis} label="More" isWorded={isWorded} />}>
      <MoreItems ids={ids} />
    </Menu>
  )
}
