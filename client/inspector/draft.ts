// Typing into the field of a property: one edit when the field is left or Enter is pressed, none with Escape.
// An impossible value is told, and the last good value stays.
import type { ChangeEvent, KeyboardEvent } from 'react'
import type { Address } from '../../shared/world/address.ts'
import { readProp } from '../../shared/world/edits/property-values.ts'
import { useTypedText } from '../browser/use-typed-texts.ts'
import { useWorld } from '../world/context/use-world.ts'
import { parseWorldAddress } from '../navigation/world-address.ts'
import { localNameIn, ownNode, worldNameIn } from '../session/own-node.ts'
import type { PropValue } from '../../shared/world/property-schema.ts'
import { MIXED, textOf } from './prop-words.ts'
import type { PropFieldProps } from './prop-field-props.ts'
import { meantKeyOf } from '../device/pressed-key.ts'

type DraftField = HTMLInputElement

interface Draft {
  readonly value: string
  readonly placeholder: string
  readonly onChange: (event: ChangeEvent<DraftField>) => void
  readonly onKeyDown: (event: KeyboardEvent<DraftField>) => void
  readonly onBlur: () => void
}

export function useFieldDraft({ state, onTrouble }: Pick<PropFieldProps, 'state' | 'onTrouble'>): Draft {
  const { common, kind, prop, set, step } = state
  const { replica } = useWorld()
  const now = common.isMixed ? '' : textOf(asHere(common.value))
  const { text, onText, changed, forget } = useTypedText(now)

  /** Addresses stand in a world as its own node says them; here they are shown and typed as this one does. */
  function asHere(value: PropValue): PropValue {
    // The text was read as an address.
    return kind.type === 'address' && value !== null
      ? localNameIn(replica.address, String(value) as Address)
      : value
  }
  function asThere(text: string): string {
    const destination = kind.type === 'address' ? parseWorldAddress(text, ownNode()) : null
    return destination === null ? text : worldNameIn(replica.address, destination.address)
  }

  /** Whether it is over: written, or as it was. */
  function commit(): boolean {
    // An empty field of several is one that nothing was typed into.
    if (changed === null || changed.trim() === now) return true
    const read = readProp(prop, asThere(changed))
    if (read.ok) return set(read.value)
    onTrouble(read.text)
    return false
  }

  function onArrow(event: KeyboardEvent<DraftField>): boolean {
    if (kind.type !== 'number' || (meantKeyOf(event) !== 'ArrowUp' && meantKeyOf(event) !== 'ArrowDown'))
      return false
    if (!commit()) return true
    forget()
    const far = event.shiftKey ? kind.step * 10 : event.altKey ? 1 : kind.step
    step(meantKeyOf(event) === 'ArrowUp' ? far : -far)
    return true
  }

  return {
    value: text,
    placeholder: common.isMixed ? MIXED : '',
    onChange(event) {
      onText(event.target.value)
      onTrouble(null)
    },
    onKeyDown(event) {
      if (onArrow(event)) event.preventDefault()
      else if (meantKeyOf(event) === 'Enter' && commit()) forget()
      else if (meantKeyOf(event) === 'Escape' && changed !== null) {
        event.stopPropagation()
        forget()
        onTrouble(null)
      }
    },
    onBlur() {
      commit()
      forget()
    },
  }
}
