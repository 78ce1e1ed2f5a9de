// One WebSocket: a chain of reads, and beside it a chain of writes fed by a bounded queue. Beast
// checks UTF-8 and the frame's size, and pings an idle peer.
#include "bot/net/websocket_session.h"
#include "bot/log.h"

#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>

namespace bot::net {

namespace {

namespace websocket = boost::beast::websocket;
using Stream = websocket::stream<TcpSocket, false>;  // false: no compression, see docs/design.md
// What may wait for one that reads slowly while too much waits for all of them together.
constexpr std::size_t queued_in_a_crowd = 64 * 1024;

class WebSocketSession final : public Connection,
                               public std::enable_shared_from_this<WebSocketSession> {
public:
    WebSocketSession(std::shared_ptr<Server::Shared> shared, TcpSocket socket, Place place)
        : shared_(std::move(shared)),
          place_(std::move(place)),
          stream_(std::move(socket)),
          id_(++shared_->last_session)
    {
    }
    ~WebSocketSession() override
    {
        listener_.reset();
        shared_->queued_bytes -= queued_bytes_;
        shared_->sessions.erase(id_);
    }

    void start(const UpgradeRequest& request, Site::Connect connect, std::chrono::seconds idle_time)
    {
        const auto end = [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->close(1001, "the server stops");
        };
        const auto abandon = [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->cut(), self->ended();
        };
        shared_->sessions.emplace(id_, Server::Shared::Session{end, abandon});
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = std::chrono::seconds(10);
        timeout.idle_timeout = idle_time;
        timeout.keep_alive_pings = true;
        stream_.set_option(timeout);
        stream_.set_option(
            websocket::stream_base::decorator([](websocket::response_type& response) {
                // Beast's own name and version are nobody's business.
                response.set(boost::beast::http::field::server, "Kefu");
            }));
        stream_.read_message_max(shared_->limits.frame_bytes);
        stream_.text(true);
        stream_.auto_fragment(false);
        stream_.control_callback([this](websocket::frame_type, auto) { count_control_frame(); });
        stream_.async_accept(
            request, [self = shared_from_this(), connect = std::move(connect)](error_code error) {
                if (error) return;
                self->open_ = true;
                if (self->closing_ || self->shared_->stopping) return self->cut();
                self->listener_ = connect(*self);
                self->read();
            });
    }

    using Connection::send;
    void send(std::shared_ptr<const std::string> text) override
    {
        if (!open_ || closing_) return;
        queued_bytes_ += text->size();
        shared_->queued_bytes += text->size();
        queue_.push_back(std::move(text));
        const bool too_many_wait = shared_->queued_bytes > shared_->limits.all_queued_bytes &&
                                   queued_bytes_ > queued_in_a_crowd;
        if (queued_bytes_ > shared_->limits.queued_bytes || too_many_wait) {
            // It does not read. It gets everything again when it resumes.
            log_info("a slow reader was disconnected", {{"waiting_bytes", queued_bytes_}});
            return cut();
        }
        if (!writing_) write();
    }

    void close(std::uint16_t code, std::string_view reason) override
    {
        if (closing_) return;
        closing_ = true;
        close_reason_ =
            websocket::close_reason(static_cast<websocket::close_code>(code),
                                    boost::beast::string_view(reason.data(), reason.size()));
        if (!open_) return cut();
        if (!writing_) finish();
    }

    std::size_t queued_bytes() const override { return queued_bytes_; }

private:
    void read()
    {
        stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
            if (error) return self->ended();
            if (!self->closing_) self->hand_over();
            self->buffer_.consume(self->buffer_.size());
            self->read();
        });
    }

    void hand_over()
    {
        const auto data = buffer_.cdata();
        const std::string_view text(static_cast<const char*>(data.data()), data.size());
        try {
            listener_->received(text, stream_.got_binary());
        } catch (const std::exception& error) {
            log_error("a frame could not be dealt with", {{"error", error.what()}});
            close(1011, "internal error");
        }
    }

    // Each is answered, so a flood of them is work. Beast calls this while it reads.
    void count_control_frame()
    {
        const auto now = Clock::now();
        if (now - control_frames_since_ > std::chrono::minutes(1)) {
            control_frames_since_ = now;
            control_frames_ = 0;
        }
        if (++control_frames_ != shared_->limits.control_frames_per_minute + 1) return;
        asio::post(stream_.get_executor(),
                   [self = shared_from_this()] { self->close(1008, "too many pings"); });
    }

    void write()
    {
        writing_ = true;
        stream_.async_write(asio::buffer(*queue_.front()),
                            [self = shared_from_this()](error_code error, std::size_t) {
                                self->writing_ = false;
                                if (error) return self->ended();
                                self->queued_bytes_ -= self->queue_.front()->size();
                                self->shared_->queued_bytes -= self->queue_.front()->size();
                                self->queue_.pop_front();
                                if (!self->queue_.empty()) return self->write();
                                if (self->closing_) return self->finish();
                                if (self->listener_) self->listener_->drained();
                            });
    }

    void finish()
    {
        stream_.async_close(close_reason_,
                            [self = shared_from_this()](error_code) { self->ended(); });
    }

    // Without a closing handshake: the peer does not listen anyway.
    void cut()
    {
        closing_ = true;
        error_code ignored;
        boost::beast::get_lowest_layer(stream_).close(ignored);
    }

    void ended()
    {
        closing_ = true;
        listener_.reset();
    }

    std::shared_ptr<Server::Shared> shared_;
    Place place_;
    Stream stream_;
    std::uint64_t id_;
    boost::beast::flat_buffer buffer_;
    std::unique_ptr<Socket> listener_;
    std::deque<std::shared_ptr<const std::string>> queue_;
    std::size_t queued_bytes_ = 0;
    Clock::time_point control_frames_since_{};
    int control_frames_ = 0;
    websocket::close_reason close_reason_;
    bool open_ = false;
    bool writing_ = false;
    bool closing_ = false;
};

}  // namespace

void start_websocket_session(std::shared_ptr<Server::Shared> shared, TcpSocket socket,
                             const UpgradeRequest& request, Site::Connect connect, Place place,
                             std::chrono::seconds idle_time)
{
    auto session =
        std::make_shared<WebSocketSession>(std::move(shared), std::move(socket), std::move(place));
    session->start(request, std::move(connect), idle_time);
}

}  // namespace bot::net
