// A link within the app. With a modifier it is the browser's own: a new tab, a new window.
import type { ComponentProps, MouseEvent } from 'react'
import { go } from '../navigation/route.ts'

type RouteLinkProps = Omit<ComponentProps<'a'>, 'href'> & { readonly to: string }

export function Link({ to, onClick, children, ...rest }: RouteLinkProps) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event)
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (event.defaultPrevented || !plain) return
    event.preventDefault()
    go(to)
  }
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  )
}
