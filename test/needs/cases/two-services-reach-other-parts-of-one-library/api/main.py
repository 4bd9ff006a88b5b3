from shared import net
