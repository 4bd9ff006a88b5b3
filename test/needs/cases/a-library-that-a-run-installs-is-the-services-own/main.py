from events.wire import pack
