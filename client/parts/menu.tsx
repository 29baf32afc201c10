// Menus that drop from a button.
import { Menu as Base } from '@base-ui/react/menu'
import { useId, type ReactElement, type ReactNode, type RefObject } from 'react'
import './menu.css'

interface MenuProps {
  readonly trigger: ReactElement<Record<string, unknown>>
  /** The element that gets the focus when it closes, if that is not the button. */
  readonly givesFocusTo?: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

export function Menu({ trigger, givesFocusTo, children }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="float">
          <Base.Popup className="menu" {...(givesFocusTo && { finalFocus: givesFocusTo })}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

interface MenuItemProps {
  readonly icon?: ReactNode
  /** That do the same, as they are shown. */
  readonly keys?: string | undefined
  /** What it does, where its name alone does not say it. */
  readonly hint?: string
  readonly children: ReactNode
  readonly onClick: () => void
}

export function MenuItem({ icon, keys, hint, children, onClick }: MenuItemProps) {
  const hintId = useId()
  return (
    <Base.Item
      className="menu-item"
      onClick={onClick}
      {...(hint !== undefined && { 'aria-describedby': hintId })}
    >
      {icon}
      {children}
      {hint !== undefined && (
        <span className="menu-hint" id={hintId} aria-hidden="true">
          {hint}
        </span>
      )}
      {keys !== undefined && <kbd aria-hidden="true">{keys}</kbd>}
    </Base.Item>
  )
}

/** An item that is a link outside the app's own screens: a download. */
export function MenuLink({
  icon,
  children,
  href,
}: Pick<MenuItemProps, 'icon' | 'children'> & { readonly href: string }) {
  return (
    <Base.LinkItem className="menu-item" href={href} download="" closeOnClick>
      {icon}
      {children}
    </Base.LinkItem>
  )
}

interface MenuChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChoose: (value: T) => void
  /** The menu closes when one is chosen. */
  readonly closes?: boolean
}

/** One of a few, in a menu. */
export function MenuChoice<T extends string>({
  label,
  value,
  options,
  onChoose,
  closes = false,
}: MenuChoiceProps<T>) {
  return (
    <Base.Group>
      <Base.GroupLabel className="menu-label">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChoose}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} closeOnClick={closes} className="menu-item">
            <span className="menu-dot" aria-hidden="true">
              <Base.RadioItemIndicator>•</Base.RadioItemIndicator>
            </span>
            {option.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

interface MenuGroupProps {
  readonly label: string
  readonly children: ReactNode
}

/** Items below a line that says what they are for. */
export function MenuGroup({ label, children }: MenuGroupProps) {
  return (
    <Base.Group>
      <Base.GroupLabel className="menu-label">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  )
}

export function MenuRule() {
  return <Base.Separator className="menu-rule" />
}
