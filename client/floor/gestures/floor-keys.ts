// Keys on the floor that are not those of the thing with the focus.
import { useEffect } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { selectAllOn } from '../../world/edits/selected-edits.ts'
import { onThingKey } from './thing-keys.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'

/**
 * Ctrl+A selects all things, unless the focus is in text. Keys also go to the selection when nothing has the
 * focus.
 */
export function useFloorKeys(host: ArtifactId): void {
  const world = useWorld()
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isAll = meantKeyOf(event) === 'a' && (event.ctrlKey || event.metaKey) && !event.altKey
      if (event.defaultPrevented || !isOnFloor(event.target)) return
      const { id } = world.selection.now
      if (isAll) {
        event.preventDefault()
        selectAllOn(world, host)
      } else if (id !== null && event.target === document.body) onThingKey(event, world, id)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [world, host])
}

function isOnFloor(target: EventTarget | null): boolean {
  if (target === document.body) return true
  if (!(target instanceof Element) || target.closest('input, textarea, .page, [contenteditable]'))
    return false
  return target.closest('.floor-window') !== null
}
