// A formula in the reading view.
import { useEffect, useRef } from 'react'
import { drawFormula } from '../maths/draw-formula.ts'

interface FormulaProps {
  readonly source: string
  readonly isBlock?: boolean
}

export function Formula({ source, isBlock = false }: FormulaProps) {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (place.current) void drawFormula(place.current, source, isBlock)
  }, [source, isBlock])
  return <span ref={place} className={isBlock ? 'formula formula-block' : 'formula'} />
}
