/** Which item needs which skills. Row `i` of `needs` belongs to `items[i]` and lists indices into `skills`, ascending. */
export interface QMatrix {
  readonly items: readonly string[];
  readonly skills: readonly string[];
  readonly needs: readonly (readonly number[])[];
}
